/** State machines that both subjects run: JSONPath, so that the peer can too. */

type State = Readonly<Record<string, unknown>>;

export interface Machine {
  readonly name: string;
  readonly definition: { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
  /** States that one execution enters. */
  readonly transitions: number;
  readonly executions: number;
  /** Of each execution, as JSON. It goes through every state of a chain as it is. */
  readonly input: string;
}

/** Names a Lambda function to both: the peer overrides its states by name. */
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
const MAP_ITEMS = 1_000;

const chain = (length: number, state: State): Machine['definition'] => ({
  StartAt: 'S1',
  States: Object.fromEntries(
    Array.from({ length }, (_, i) => [
      `S${i + 1}`,
      { ...state, ...(i + 1 < length ? { Next: `S${i + 2}` } : { End: true }) },
    ]),
  ),
});

const each: Machine['definition'] = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'One',
        States: { One: { Type: 'Pass', End: true } },
      },
      End: true,
    },
  },
};

const passes = { definition: chain(100, { Type: 'Pass' }), transitions: 100, executions: 100 };
const calls = { definition: chain(10, { Type: 'Task', Resource: FUNCTION_ARN }), transitions: 10, executions: 200 };
const SMALL = JSON.stringify({ note: 'bench'.repeat(40) });
/** 3.9 KB. */
const ITEMS = JSON.stringify({ items: Array.from({ length: MAP_ITEMS }, (_, i) => i) });

export const MACHINES: readonly Machine[] = [
  { name: 'chain of 100 Pass', ...passes, input: SMALL },
  { name: 'chain of 100 Pass, 4 KB', ...passes, input: ITEMS },
  { name: 'chain of 10 Lambda', ...calls, input: SMALL },
  { name: 'chain of 10 Lambda, 4 KB', ...calls, input: ITEMS },
  { name: 'Map of 1,000 Pass', definition: each, transitions: 1 + MAP_ITEMS, executions: 3, input: ITEMS },
];
