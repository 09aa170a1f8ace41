/**
 * A stage in a process of its own, for a test that kills it in the middle of a debate. Takes the folder of the templates, the data
 * directory and where the models are; begins the debate, tells its parent where the API is and the key, and serves until it is ended.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as bin/signalbox.ts does
const { startStage } = await import('../../kit/stage.ts');
const { configure, modelEnvironment } = await import('../lab/configure.ts');
const { DEBATE, FUNCTIONS } = await import('./council-debate.ts');
const [template = '', dataDir = '', models = ''] = process.argv.slice(2);
const stage = await startStage(template, { dataDir });
await configure(stage, modelEnvironment(models, ['ollama:stub'], { SIGNALBOX_MODEL_TIMEOUT: '60' }), FUNCTIONS);
const { status } = await stage.call('POST /v1/debates', { body: DEBATE });
if (status !== 201) throw new Error(`The debate was not begun: ${status}.`);
process.send?.({ apiUrl: stage.apiUrl, apiKey: stage.apiKey });
