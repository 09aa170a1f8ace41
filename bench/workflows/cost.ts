/**
 * What a workflow would cost on AWS: what one execution really did here, times list prices, beside a naive machine that does the
 * same steps. An estimate: storage, logs, the archive, the API, free tiers and discounts are left out.
 */
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type Add, rate, settingsFor } from '../cloud/measure.ts';
import { FUNCTION_MS, functionTime } from '../line/cost.ts';
import prices from '../line/prices.json' with { type: 'json' };
import { flow, tenSteps } from './definitions.ts';
import type { Naive } from './naive.ts';
import type { StageClient } from './stage-client.ts';

const EXECUTIONS = 20;
const AT_ONCE = 2;
/** A message's row and three index entries. */
const WRITE_UNITS_PER_MESSAGE = 4;
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map((action) => `dynamodb:${action}`);

type Counts = Readonly<Record<string, number>>;

interface Subject {
  readonly name: string;
  readonly machine: string;
  run(name: string): Promise<void>;
}

export async function measureCost(add: Add, stage: StageClient, naive: Naive): Promise<void> {
  const ours = { ...flow('twoStep', 'direct'), id: 'two-steps' };
  await stage.register(ours);
  await stage.register(tenSteps);
  const prefix = 'signalbox-dev-workflow-';
  const workflow = (id: string): Subject => ({
    name: stage.name,
    machine: prefix + id,
    run: (name) => stage.run(id, name, { text: 'flow' }),
  });
  const other = (machine: 'twoStep' | 'tenSteps'): Subject => ({
    name: 'a Lambda for each step',
    machine: `naive-${machine}`,
    run: (name) => naive.run(machine, name),
  });
  for (const [what, subjects] of [
    ['2 steps', [workflow(ours.id), other('twoStep')]],
    ['10 steps', [workflow(tenSteps.id), other('tenSteps')]],
  ] as const)
    for (const subject of subjects) await measureOne(add, stage, subject, what);
}

async function measureOne(add: Add, stage: StageClient, { name, machine, run }: Subject, what: string): Promise<void> {
  await run('cost-warm');
  await stage.quiet();
  const before = await stage.counts();
  await rate(EXECUTIONS, AT_ONCE, (i) => run(`cost-${i}`));
  await stage.quiet();
  const after = await stage.counts();
  const of = (key: string): number => ((after[key] ?? 0) - (before[key] ?? 0)) / EXECUTIONS;
  const transitions = await transitionsOf(stage, machine);
  add(name, `${what}: transitions`, 'each', transitions);
  add(name, `${what}: invocations`, 'each', of('lambda:invoke'));
  add(name, `${what}: messages`, 'each', messagesOf(of).all);
  for (const [part, amount] of Object.entries(dollarsPerMillion(of, transitions)))
    add(name, `${what}: ${part}, per million executions`, 'dollars', amount);
}

/** Those of the bus pass its queue of the history; a direct exchange is a call of a function, with a request and an answer. */
function messagesOf(of: (key: string) => number) {
  const onBus = of('sqs:deliver signalbox-dev-history');
  return { onBus, all: onBus + 2 * of('lambda:InvokeFunction') };
}

function dollarsPerMillion(of: (key: string) => number, transitions: number): Counts {
  const per = prices.perMillion;
  const messages = messagesOf(of);
  const writes = WRITES.reduce((sum, key) => sum + of(key), 0);
  const parts = {
    transitions: transitions * per.stateTransition,
    functions: of('lambda:invoke') * per.functionRequest + functionTime(of(FUNCTION_MS)),
    'messages, queues and tables':
      messages.onBus * per.busEvent +
      messages.all * WRITE_UNITS_PER_MESSAGE * per.tableWriteUnit +
      (of('sqs:deliver') + 2 * of('lambda:event-source-batch')) * per.queueRequest +
      writes * per.tableWriteUnit,
  };
  return { ...parts, all: Object.values(parts).reduce((a, b) => a + b, 0) };
}

/** AWS counts each state that is entered, tries again too. https://aws.amazon.com/step-functions/pricing/ */
async function transitionsOf(stage: StageClient, machine: string): Promise<number> {
  const client = new SFNClient(settingsFor(stage.cloudUrl));
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
  const executionArn = executions[0]?.executionArn;
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  client.destroy();
  return events.filter(({ type = '' }) => type.endsWith('StateEntered')).length;
}
