/** Transitions as messages: from the log as it comes, and from the history when an execution has ended. */
import { gzipSync } from 'node:zlib';
import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { type LinkedEvent, type Transition, transitionMessageId } from '../../../domain/workflow/transitions.ts';
import { deadLetterOwners } from '../../../functions/kit/catalogue.ts';
import { createTransitions } from '../../../functions/platform/transitions/transitions.ts';
import { platform } from '../../../systems/platform.ts';
import { batch, fakeBus, fakeLog, message, record } from '../kit/fakes.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:signalbox-test-workflow-errands:one';
const AT_MS = Date.parse('2026-01-31T12:00:00.000Z');

/** A line as Step Functions writes it. */
const line = (id: number, type: string, details: object = {}, previous = id - 1, arn = ARN) =>
  JSON.stringify({
    id: String(id),
    type,
    details,
    previous_event_id: String(previous),
    event_timestamp: String(AT_MS + id),
    execution_arn: arn,
    redrive_count: '0',
  });

const logsEvent = (lines: readonly string[], messageType = 'DATA_MESSAGE') => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType,
        owner: '000000000000',
        logGroup: '/aws/vendedlogs/states/signalbox-test-workflows',
        logStream: 'states/errands',
        subscriptionFilters: ['transitions'],
        logEvents: lines.map((text, i) => ({ id: String(i), timestamp: AT_MS, message: text })),
      }),
    ).toString('base64'),
  },
});

const endOf = (executionArn: string): SQSEvent =>
  batch(
    record(
      JSON.stringify({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail: { executionArn, status: 'SUCCEEDED', name: 'one' },
      }),
    ),
  );

const event = (id: number, type: string, more: Partial<LinkedEvent> = {}): LinkedEvent => ({
  id,
  type,
  at: new Date(AT_MS + id).toISOString(),
  previous: id - 1,
  ...more,
});

function open({
  events,
  recorded = [],
  refuses = [],
}: {
  events?: readonly LinkedEvent[];
  recorded?: readonly string[];
  refuses?: readonly string[];
} = {}) {
  const bus = fakeBus(new Set(refuses));
  const log = fakeLog();
  const dead: string[] = [];
  const read: string[] = [];
  const transitions = createTransitions({
    ...{ log, prefix: 'signalbox-test', publish: bus.publish },
    deadLetter: async (_, { code }) => void dead.push(code),
    eventsOf: async (arn) => {
      read.push(arn);
      return events;
    },
    history: {
      messages: async (keys) =>
        keys.flatMap(({ pk }) =>
          recorded.includes(pk.slice('message#'.length)) ? [message({ id: pk.slice(8) })] : [],
        ),
    },
  });
  const told = () => bus.taken.map(({ payload }) => payload as Transition);
  const words = () => told().map(({ what, state }) => (state === undefined ? what : `${what} ${state}`));
  return { bus, log, dead, read, transitions, told, words };
}

test('each transition in the log is a message of the execution’s conversation, at the time of its event', async () => {
  const { transitions, bus } = open();
  await transitions(logsEvent([line(1, 'ExecutionStarted'), line(2, 'TaskStateEntered', { name: 'ask' })]));
  expect(bus.taken).toEqual([
    expect.objectContaining({ id: transitionMessageId(ARN, 1) }),
    {
      id: transitionMessageId(ARN, 2),
      type: 'platform.workflow.moved',
      channel: 'system.workflows',
      sender: 'platform.transitions',
      priority: 'low',
      correlationId: 'workflow:errands:one',
      expects: 'none',
      sentAt: '2026-01-31T12:00:00.002Z',
      hops: 0,
      attempt: 1,
      payload: {
        workflow: 'errands',
        execution: 'errands:one',
        event: 2,
        what: 'entered',
        state: 'ask',
        at: '2026-01-31T12:00:00.002Z',
      },
    } satisfies Message,
  ]);
  const schema = platform.messages['platform.workflow.moved'];
  for (const { payload } of bus.taken) expect(schema.safeParse(payload).success).toBe(true);
});

test('the same lines again give the same messages', async () => {
  const { transitions, bus } = open();
  const lines = logsEvent([line(1, 'ExecutionStarted'), line(2, 'TaskStateEntered', { name: 'ask' })]);
  await transitions(lines);
  await transitions(lines);
  expect(bus.taken.slice(2)).toEqual(bus.taken.slice(0, 2));
});

test('a failed try has its state from the same lines, or else from the history', async () => {
  const lines = [line(2, 'TaskStateEntered', { name: 'ask' }), line(3, 'TaskScheduled'), line(4, 'TaskFailed')];
  const together = open();
  await together.transitions(logsEvent(lines));
  expect([together.words(), together.read]).toEqual([['entered ask', 'try-failed ask'], []]);
  const apart = open({
    events: [
      event(1, 'ExecutionStarted'),
      event(2, 'TaskStateEntered', { state: 'ask' }),
      event(3, 'TaskScheduled'),
      event(4, 'TaskFailed', { error: 'Rejected' }),
    ],
  });
  await apart.transitions(logsEvent(lines.slice(2)));
  expect([apart.words(), apart.read]).toEqual([['try-failed ask'], [ARN]]);
  const forgotten = open();
  await forgotten.transitions(logsEvent(lines.slice(2)));
  expect(forgotten.words()).toEqual(['try-failed']);
});

test('what is no line of Step Functions, or of another’s machine, is told in the log and holds up nobody', async () => {
  const { transitions, words, log } = open();
  const other = 'arn:aws:states:us-east-1:000000000000:execution:payroll:one';
  await transitions(
    logsEvent(['{', '{"type":"tea"}', line(1, 'ExecutionStarted', {}, 0, other), line(1, 'ExecutionStarted')]),
  );
  expect(words()).toEqual(['started']);
  expect(log.lines.map((one) => one.split(' {')[0])).toEqual([
    'warn: Lines of the log are none of Step Functions.',
    'warn: An execution is none of a workflow of this stage; nothing is told of it.',
  ]);
});

test('the log service’s own question is answered with nothing', async () => {
  const { transitions, bus } = open();
  await transitions(logsEvent(['CWL CONTROL MESSAGE: Checking health of destination'], 'CONTROL_MESSAGE'));
  expect(bus.taken).toEqual([]);
});

test('when an execution has ended, what the log has not told is told', async () => {
  const events = [
    event(1, 'ExecutionStarted'),
    event(2, 'PassStateEntered', { state: 'rest' }),
    event(3, 'PassStateExited', { state: 'rest' }),
    event(4, 'ExecutionSucceeded'),
  ];
  const { transitions, words } = open({ events, recorded: [1, 2].map((id) => transitionMessageId(ARN, id)) });
  expect(await transitions(endOf(ARN))).toEqual({ batchItemFailures: [] });
  expect(words()).toEqual(['exited rest', 'succeeded']);
});

test('when the bus refuses one, the lines come again, and so does the end', async () => {
  const refuses = [transitionMessageId(ARN, 1)];
  const { transitions } = open({ events: [event(1, 'ExecutionStarted')], refuses });
  await expect(transitions(logsEvent([line(1, 'ExecutionStarted')]))).rejects.toThrow('not now');
  expect(await transitions(endOf(ARN))).toMatchObject({ batchItemFailures: [{}] });
});

test('an end that tells of no execution, or of one that is gone, is put aside', async () => {
  const { transitions, dead } = open();
  await transitions(batch(record('{'), record('{"detail":{}}')));
  await transitions(endOf(ARN));
  expect(dead).toEqual(['NotJson', 'NotAStatusChange', 'NoSuchExecution']);
});

test('what dies in the queues around workflows has its reader as its owner', () => {
  const owners = deadLetterOwners(createCatalogue([]), 'signalbox-test');
  expect(
    ['answers', 'triggers', 'transitions'].map((queue) => owners.get(`signalbox-test-${queue}--dead`)?.agent),
  ).toEqual(['platform.answers', 'platform.triggers', 'platform.transitions']);
});
