/**
 * The platform's side of workflows for tests: the real functions over real tables, with a bus, agents and task tokens that tests
 * look at. Whoever waits in a state machine is a line in `heard`.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Message } from '../../../../contracts/message.ts';
import type { Delivery, System } from '../../../../contracts/system.ts';
import { createCatalogue } from '../../../../domain/catalogue.ts';
import { createAgent, type Handlers } from '../../../../functions/kit/agent.ts';
import type { DirectAnswer } from '../../../../functions/kit/direct.ts';
import { createRecordOutcomes } from '../../../../functions/kit/outcomes.ts';
import { putRows } from '../../../../functions/kit/rows.ts';
import { createStepsTable } from '../../../../functions/kit/workflow/steps-table.ts';
import type { Heard, Tokens } from '../../../../functions/kit/workflow/tokens.ts';
import { createAnswers } from '../../../../functions/platform/answers/answers.ts';
import { createSteps } from '../../../../functions/platform/steps/steps.ts';
import { platform } from '../../../../systems/platform.ts';
import { memoryDeps } from '../../kit/agent-deps-fixture.ts';
import { batch, context, fakeBus, memoryClaim, memoryPayloads, message, record } from '../../kit/fakes.ts';
import { shop } from '../../kit/shop.ts';
import type { Tables } from '../../kit/tables.ts';
import { openLine } from '../line.ts';

export const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:signalbox-test-workflow-ship-it:one';
export const CONVERSATION = 'workflow:ship-it:one';

export interface World {
  /** Ways to the courier. */
  readonly reachedBy?: readonly Delivery[];
  readonly courier?: Handlers<typeof shop, 'courier'>;
  readonly invoke?: (agent: string, message: Message) => Promise<DirectAnswer>;
  /** Ids that the bus does not take. */
  readonly refuses?: ReadonlySet<string>;
}

const deliver: Handlers<typeof shop, 'courier'> = {
  'shop.parcel.packed': ({ payload }) => [{ type: 'shop.parcel.taken', payload: { sku: payload.sku } }],
};

export function openWorkflows(tables: Tables, world: World = {}) {
  const { client, registry, history: historyTable } = tables;
  const line = openLine(tables);
  const { clock, log, history } = line;
  const bus = fakeBus(world.refuses);
  const { tokens, heard, gone, during } = fakeTokens();
  const payloads = memoryPayloads();
  const agents = { ...shop.agents, courier: { ...shop.agents.courier, reachedBy: world.reachedBy ?? ['queue'] } };
  const catalogue = createCatalogue([platform, { ...shop, agents } as System]);
  const table = createStepsTable(client, registry, clock);
  const keep = (rows: readonly object[]) => putRows(client, historyTable, rows, clock);

  const invoked: string[] = [];
  const courier = createAgent(shop, 'courier', world.courier ?? deliver, () => agentDeps());
  const agentDeps = () =>
    memoryDeps('shop.courier', {
      ...{ clock, payloads, publish: bus.publish, log: log as unknown as Logger, claim },
      deadLetter: async (_, { code }) => {
        invoked.push(`dead-lettered ${code}`);
      },
      recordOutcomes: createRecordOutcomes(client, historyTable, 30, clock),
      measure: ({ handled, failed, deadLettered }, { lane }) =>
        invoked.push(`measured ${lane} h${handled} f${failed} d${deadLettered}`),
    });
  const claim = memoryClaim();

  const common = { clock, log, table, tokens, catalogue, payloads, prefix: 'signalbox-test', historyDays: 30 };
  const steps = createSteps({
    ...common,
    history,
    publish: bus.publish,
    invoke: world.invoke ?? ((_, one) => courier({ deliver: one }, context)),
    record: async (all) => {
      await line.record(...all);
    },
    putRows: keep,
    tellLate: async () => {},
  });
  const answers = createAnswers({
    ...common,
    tellLate: async (late) => {
      bus.taken.push(late);
    },
    deadLetter: async () => {},
  });
  return {
    ...{ line, clock, log, bus, tokens, heard, gone, during, invoked, courier, payloads, history, common, steps },
    putRows: keep,
    /** What the bus brings to platform/answers. */
    answers: (...all: Message[]) => answers(batch(...all.map((one) => record(one)))),
    rows: async (prefix: string) => (await tables.rows(registry)).filter(({ pk }) => String(pk).startsWith(prefix)),
  };
}

/** Tokens in `gone` are of no use any more; `during` runs while one is told. */
function fakeTokens() {
  const heard: string[] = [];
  const gone = new Set<string>();
  const during: { run?: (token: string) => Promise<void> } = {};
  const tell = async (token: string, line: string): Promise<Heard> => {
    await during.run?.(token);
    if (gone.has(token)) return 'gone';
    heard.push(`${token} ${line}`);
    return 'heard';
  };
  const ends = async (token: string, line: string): Promise<Heard> => {
    const said = await tell(token, line);
    gone.add(token);
    return said;
  };
  const tokens: Tokens = {
    succeed: (token, output) => ends(token, `has ${output}`),
    fail: (token, error, cause) => ends(token, `failed ${error}: ${JSON.parse(cause).reason}`),
    heartbeat: (token) => tell(token, 'lives'),
  };
  return { tokens, heard, gone, during };
}

/** A sound request of a step; what a test is about, it names. */
export const asking = (more: Readonly<Record<string, unknown>> = {}) => ({
  do: 'ask',
  token: 'token-1',
  execution: EXECUTION,
  workflow: 'ship-it',
  version: 1,
  step: 'deliver',
  place: '',
  attempt: 1,
  timeoutS: 300,
  priority: 'high',
  to: 'capability:driving',
  type: 'shop.parcel.packed',
  payload: { sku: 'lamp' },
  expects: 'reply',
  reply: 'shop.parcel.taken',
  ...more,
});

const causedBy = (request: Message | undefined) => ({
  correlationId: request?.correlationId ?? CONVERSATION,
  causationId: request?.id ?? '',
});

/** What the courier would answer. */
export const replyTo = (request: Message | undefined, more: Partial<Message> = {}): Message =>
  message({
    type: 'shop.parcel.taken',
    channel: 'shop.results',
    sender: 'shop.courier',
    ...causedBy(request),
    payload: { sku: 'lamp' },
    ...more,
  });

/** What is told of a message that the courier could not handle. */
export const errorAbout = (request: Message | undefined, more: Partial<Message> = {}): Message =>
  message({
    type: 'platform.error',
    channel: 'system.errors',
    sender: 'platform.dead-letters',
    ...causedBy(request),
    payload: { messageId: request?.id, agent: 'shop.courier', code: 'Flat', reason: 'a tyre is flat', attempts: 5 },
    ...more,
  });
