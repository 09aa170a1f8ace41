/**
 * A stage in a process of its own that ends itself by SIGKILL in the middle of ten workflows. Takes the folder of the templates, the data
 * directory with the workflows registered, and at which piece of work it dies, counted in the cloud's own records from when all ten run.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as bin/signalbox.ts does
const { startStage } = await import('../../kit/stage.ts');
const { RUN, WAITING, WORKING } = await import('./ten-workflows.ts');
const [template = '', dataDir = '', killAt = ''] = process.argv.slice(2);
const { call, cloud, until } = await startStage(template, { dataDir });

async function start(workflow: string): Promise<void> {
  const { status, body } = await call(`POST /v1/workflows/${workflow}/executions`, { body: { name: RUN } });
  if (status !== 201) throw new Error(`${workflow} was not started: ${JSON.stringify(body)}`);
}

const waiting = (workflow: string, step: string): Promise<true> =>
  until(async () => {
    const { body } = await call<{ current: { step: string }[] }>(`GET /v1/executions/${workflow}:${RUN}`);
    return body.current.some((one) => one.step === step) ? true : undefined;
  });

for (const workflow of Object.keys(WAITING)) await start(workflow);
for (const [workflow, { step }] of Object.entries(WAITING)) await waiting(workflow, step);
for (const { id } of WORKING) await start(id);
let left = Number(killAt);
cloud.engine.traces.subscribe(() => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});
