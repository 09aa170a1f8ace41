/**
 * The machine that one writes without thinking: a Lambda function for each step, on the same local cloud, in JSONata. Its functions do
 * the work of the agents themselves: no messages, no history of messages, no schemas, and nobody else can answer.
 */
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { settingsFor } from '../cloud/measure.ts';
import { FLOWS, type Flow } from './flows.ts';
import type { StageClient } from './stage-client.ts';

const ROLE = 'arn:aws:iam::000000000000:role/bench';
const FUNCTION = 'bench-naive-step';
const SOURCE = 'export const handler = async ({ text }) => ({ text: text + "." });';

type State = Readonly<Record<string, unknown>>;

const lambda = (next?: string): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: FUNCTION, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...(next ? { Next: next } : { End: true }),
});

const machine = (states: Readonly<Record<string, State>>) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});

const chain = (length: number) =>
  machine(
    Object.fromEntries(
      Array.from({ length }, (_, i) => [`Step${i + 1}`, lambda(i + 1 < length ? `Step${i + 2}` : undefined)]),
    ),
  );

/** The ten steps of definitions.ts, each a function, but for the wait. */
const tenSteps = machine({
  Prepare: lambda('Look'),
  Look: lambda('Check'),
  Check: lambda('Long enough?'),
  'Long enough?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $length($states.input.text) > 3 %}', Next: 'Tell' }],
    Default: 'Pause',
  },
  Tell: lambda('Pause'),
  Pause: { Type: 'Wait', Seconds: 1, Next: 'Both' },
  Both: {
    Type: 'Parallel',
    Branches: ['Left', 'Right'].map((name) => ({ StartAt: name, States: { [name]: lambda() } })),
    Output: '{% $states.result[0] %}',
    Next: 'Summary',
  },
  Summary: lambda('Done'),
  Done: lambda(),
});

export interface Naive {
  run(machine: Flow | 'tenSteps', name: string): Promise<void>;
  close(): void;
}

export async function openNaive(stage: StageClient): Promise<Naive> {
  const settings = settingsFor(stage.cloudUrl);
  const [functions, machines] = [new LambdaClient(settings), new SFNClient(settings)];
  await functions.send(
    new CreateFunctionCommand({
      FunctionName: FUNCTION,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(SOURCE) }) },
    }),
  );
  const arns = new Map<string, string | undefined>();
  const all = { twoStep: chain(FLOWS.twoStep), threeStep: chain(FLOWS.threeStep), tenSteps };
  for (const [name, definition] of Object.entries(all)) {
    const created = await machines.send(
      new CreateStateMachineCommand({ name: `naive-${name}`, definition: JSON.stringify(definition), roleArn: ROLE }),
    );
    arns.set(name, created.stateMachineArn);
  }
  return {
    async run(machine, name) {
      const stateMachineArn = arns.get(machine);
      const input = JSON.stringify({ text: 'flow' });
      await Promise.all([
        stage.ended(name),
        machines.send(new StartExecutionCommand({ stateMachineArn, name, input })),
      ]);
    },
    close() {
      functions.destroy();
      machines.destroy();
    },
  };
}
