/**
 * The lab's stage in a process of its own, for a test that kills it. Takes the folder of the templates, the data directory, the settings
 * of models as JSON, and at which piece of work it dies by itself, counted in the cloud's records from when it has sent its question;
 * 0 for never. Tells its parent the id of the question.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as bin/signalbox.ts does
const { startStage } = await import('../../kit/stage.ts');
const { configure } = await import('./configure.ts');
const [template = '', dataDir = '', settings = '{}', killAt = '0'] = process.argv.slice(2);
const stage = await startStage(template, { dataDir });
await configure(stage, JSON.parse(settings));
const id = await stage.send({
  type: 'lab.spending',
  payload: { topic: 'Tea', form: 'essay', times: 2 },
  correlationId: 'killed',
});
process.send?.(id);
let left = Number(killAt);
stage.cloud.engine.traces.subscribe(() => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});
