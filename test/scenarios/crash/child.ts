/**
 * A stage in a process of its own, for a test that kills it. Takes the folder of the templates and the data directory; tells its
 * parent where the API is and the key, and then serves until it is ended.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as bin/signalbox.ts does
const { startStage } = await import('../../kit/stage.ts');
const [template = '', dataDir = ''] = process.argv.slice(2);
const { apiUrl, apiKey } = await startStage(template, { dataDir });
process.send?.({ apiUrl, apiKey });
