/** The stream of an execution, from the deployed function URL to the client: what happens, once, over connections that break. */
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { type ExecutionStreamOptions, openExecutionStream } from '../../client/execution-stream.ts';
import type { StreamEvent } from '../../contracts/stream.ts';
import { machineName, workflowLogGroupName, workflowRoleName } from '../../domain/naming.ts';
import { clientSettings } from '../kit/cloud.ts';
import { PREFIX, type Stage, startStage } from '../kit/stage.ts';

// Time is the machine's here: while a response is open its function runs, so a clock that skips would never skip.
let stage: Stage;
let states: SFNClient;
let url: string;
beforeAll(async () => {
  stage = await startStage(inject('assemblies').trial);
  states = new SFNClient(clientSettings(stage.cloud));
  url = String(stage.cloud.output('StreamUrl'));
});
afterAll(async () => {
  states.destroy();
  await stage.idle();
  const crashes = stage.crashes();
  await stage.close();
  expect(crashes).toEqual([]);
});

const LOG_GROUP = `arn:aws:logs:us-east-1:000000000000:log-group:${workflowLogGroupName(PREFIX)}:*`;
const MESSAGES = ['00000000-0000-8000-8000-000000000001', '00000000-0000-8000-8000-000000000002'] as const;

/** A state that sends a message of its execution's conversation, as a compiled workflow does. */
const sends = (id: string, workflow: string, next: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::events:putEvents',
  Arguments: {
    Entries: [
      {
        EventBusName: PREFIX,
        Source: `signalbox.workflows.${workflow}`,
        DetailType: 'trial.booked',
        Detail: {
          id,
          type: 'trial.booked',
          channel: 'trial.booked',
          sender: `workflows.${workflow}`,
          priority: 'normal',
          correlationId: `{% 'workflow:${workflow}:' & $states.context.Execution.Name %}`,
          expects: 'none',
          sentAt: "{% $now('[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z') %}",
          hops: 0,
          attempt: 1,
          payload: { place: 'here', times: 1 },
        },
      },
    ],
  },
  ...next,
});

const pauses = (next: object) => ({ Type: 'Wait', Seconds: 1, ...next });

async function start(workflow: string, statesOf: Readonly<Record<string, object>>): Promise<string> {
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name: machineName(PREFIX, workflow),
      roleArn: `arn:aws:iam::000000000000:role/${workflowRoleName(PREFIX)}`,
      loggingConfiguration: {
        level: 'ALL',
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: LOG_GROUP } }],
      },
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: Object.keys(statesOf)[0],
        States: statesOf,
      }),
    }),
  );
  await states.send(new StartExecutionCommand({ stateMachineArn, name: 'one' }));
  return `${workflow}:one`;
}

function follow(execution: string, more: Partial<ExecutionStreamOptions> = {}) {
  const events: StreamEvent[] = [];
  const onEvent = (event: StreamEvent) => events.push(event);
  const stream = openExecutionStream({ url, execution, apiKey: stage.apiKey, onEvent, ...more });
  return { events, stream };
}

/** A response that breaks off behind its first event. */
function firstEvent(): TransformStream<Uint8Array, Uint8Array> {
  let text = '';
  return new TransformStream({
    transform(chunk, controller) {
      text += Buffer.from(chunk).toString('latin1');
      const begun = text.search(/^id: /m);
      const end = begun < 0 ? -1 : text.indexOf('\n\n', begun);
      if (end < 0) return;
      controller.enqueue(Buffer.from(text.slice(0, end + 2), 'latin1'));
      controller.terminate();
    },
  });
}

const told = (events: readonly StreamEvent[]): string[] =>
  events.map(({ event, data }) => {
    if (event === 'transition') return `${data.event} ${data.what}${data.state ? ` ${data.state}` : ''}`;
    if (event === 'tokens') return `${data.from} ${data.text}`;
    return event === 'message' ? data.id : `end ${data.status}`;
  });

test('an execution is followed to its end, over a connection that breaks behind each event', async () => {
  const execution = await start('streamed', {
    first: sends(MESSAGES[0], 'streamed', { Next: 'pause' }),
    pause: pauses({ Next: 'second' }),
    second: sends(MESSAGES[1], 'streamed', { End: true }),
  });
  const whole = follow(execution);
  let connections = 0;
  const broken = follow(execution, {
    clock: { ...systemClock, random: () => 0 },
    fetch: async (input, init) => {
      connections += 1;
      const response = await fetch(input, init);
      return new Response(response.body?.pipeThrough(firstEvent()), response);
    },
  });
  expect(await Promise.all([whole.stream.done, broken.stream.done])).toEqual([
    { is: 'ended', status: 'SUCCEEDED' },
    { is: 'ended', status: 'SUCCEEDED' },
  ]);
  const transitions = whole.events.filter(({ event }) => event === 'transition');
  expect(told(transitions).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    ...['started', 'entered first', 'exited first', 'entered pause', 'exited pause'],
    ...['entered second', 'exited second', 'succeeded'],
  ]);
  expect(whole.events.filter(({ event }) => event === 'message').map(({ data }) => 'id' in data && data.id)).toEqual([
    ...MESSAGES,
  ]);
  expect(told(whole.events).at(-1)).toBe('end SUCCEEDED');
  expect(told(broken.events).toSorted()).toEqual(told(whole.events).toSorted());
  expect(connections).toBe(broken.events.length);
});

test('a registered workflow: what a step asks and what it is answered, with their payloads', async () => {
  const asked = {
    ...{ id: 'asked', kind: 'task', to: 'knowing', type: 'trial.question', reply: 'trial.answer', timeoutS: 60 },
    payload: { answeredFrom: 1 },
  };
  const workflow = { id: 'asking', title: 'Ask', participants: { knowing: 'agent:trial.answerer' }, steps: [asked] };
  expect((await stage.call('POST /v1/workflows', { body: workflow })).status).toBe(201);
  expect((await stage.call('POST /v1/workflows/asking/executions', { body: { name: 'one' } })).status).toBe(201);
  const { events, stream } = follow('asking:one', { payloads: true });
  expect(await stream.done).toEqual({ is: 'ended', status: 'SUCCEEDED' });
  expect(told(events.filter(({ event }) => event === 'transition')).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    ...['started', 'entered asked', 'exited asked', 'succeeded'],
  ]);
  expect(
    events.flatMap(({ event, data }) => (event === 'message' ? [[data.type, data.sender, data.payload]] : [])),
  ).toEqual([
    ['trial.question', 'workflows.asking', { answeredFrom: 1 }],
    ['trial.answer', 'trial.answerer', { toAttempt: 1 }],
  ]);
});

test('a client that leaves ends the response', async () => {
  const execution = await start('left', { pause: { Type: 'Wait', Seconds: 3600, End: true } });
  const opened = Promise.withResolvers<void>();
  const { stream } = follow(execution, { onEvent: () => opened.resolve() });
  await opened.promise;
  stream.close();
  const trace = await stage.cloud.engine.traces.find(
    ({ action, outcome }) => action === 'InvokeFunctionUrl' && outcome === 'ClientGone',
  );
  expect(trace.outcome).toBe('ClientGone');
});

test.each([
  ['without a key', { 'x-api-key': '' }, 'left:one', 401],
  ['of an execution that nobody started', {}, 'left:two', 404],
  ['behind an id that is none', { 'last-event-id': '17' }, 'left:one', 400],
] as const)('a stream %s is refused with a problem', async (_, headers, execution, status) => {
  const response = await fetch(`${url}v1/executions/${execution}/stream`, {
    headers: { 'x-api-key': stage.apiKey, ...headers },
  });
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect([response.status, await response.json()]).toMatchObject([status, { status }]);
});

test('pages of any origin may ask', async () => {
  const response = await fetch(`${url}v1/executions/left:one/stream`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://console.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-api-key,last-event-id',
    },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});
