/** State machines of every state type, in both query languages: each is under way for a while. */
import { functionArn } from '../../../kit/functions.ts';

const SLOW = functionArn('slow');
const BROKEN = functionArn('broken');
const NESTED = 'arn:aws:states:us-east-1:000000000000:stateMachine:nested';

export const FUNCTIONS = {
  slow: 'export const handler = async (e) => { await new Promise((r) => setTimeout(r, 100)); return { ...e, done: true }; };',
  broken: 'export const handler = async () => { throw new TypeError("no"); };',
};

const state = (fields: object) => ('Next' in fields ? fields : { ...fields, End: true });
const task = (fields: object = {}) => state({ Type: 'Task', Resource: SLOW, ...fields });
const wait = (fields: object = {}) => state({ Type: 'Wait', Seconds: 60, ...fields });
const items = (processor: object, members: object = {}) => ({
  StartAt: 'Each',
  States: { Each: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: processor, End: true, ...members } },
});

const MACHINES: Readonly<Record<string, object>> = {
  nested: { StartAt: 'W', States: { W: wait({ Next: 'T' }), T: task() } },
  chain: {
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Result: 1, ResultPath: '$.n', Next: 'Work' },
      Work: task({ Next: 'Which' }),
      Which: { Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'Rest' }], Default: 'No' },
      Rest: wait({ Next: 'Yes' }),
      Yes: { Type: 'Succeed' },
      No: { Type: 'Fail', Error: 'NotDone' },
    },
  },
  jsonata: {
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { n: '{% $count($states.input.items) %}' }, Next: 'Work' },
      Work: task({ Arguments: { n: '{% $n %}' }, Assign: { n: '{% $n + 1 %}' }, Next: 'Rest' }),
      Rest: wait({ Seconds: '{% $n * 10 %}', Next: 'Done' }),
      Done: { Type: 'Succeed', Output: '{% $n %}' },
    },
  },
  caught: {
    StartAt: 'Try',
    States: {
      Try: task({ Resource: BROKEN, Catch: [{ ErrorEquals: ['TypeError'], Next: 'Rest' }] }),
      Rest: wait({ Next: 'No' }),
      No: { Type: 'Fail', Error: 'Mine', Cause: 'because' },
    },
  },
  retried: {
    StartAt: 'Try',
    States: {
      Try: task({
        Resource: BROKEN,
        Retry: [{ ErrorEquals: ['TypeError'], IntervalSeconds: 30, MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      }),
      Done: { Type: 'Pass', Result: 'gave up', End: true },
    },
  },
  parallel: {
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: wait() } },
          { StartAt: 'B', States: { B: task({ Next: 'B2' }), B2: { Type: 'Pass', End: true } } },
          { StartAt: 'C', States: { C: { Type: 'Pass', End: true } } },
        ],
        Next: 'After',
      },
      After: { Type: 'Pass', End: true },
    },
  },
  map: items({ StartAt: 'T', States: { T: task({ Next: 'W' }), W: wait() } }, { MaxConcurrency: 2 }),
  distributed: items(
    { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'T', States: { T: task() } },
    { MaxConcurrency: 2 },
  ),
  sync: {
    StartAt: 'Call',
    States: {
      Call: task({
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: NESTED, 'Input.$': '$' },
        ResultSelector: { 'output.$': '$.Output' },
      }),
    },
  },
};

/** The queue is where the task token is sent. */
export const machines = (queueUrl: string | undefined): Readonly<Record<string, object>> => ({
  ...MACHINES,
  token: {
    StartAt: 'Ask',
    States: {
      Ask: task({
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: queueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
      }),
    },
  },
});
