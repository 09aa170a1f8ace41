/**
 * aws-local-stepfunctions as a peer for state machines, in a process of its own. It takes a list of machine names over HTTP, runs
 * one execution of each, all at once, and answers when all have ended.
 */
import { StateMachine } from 'aws-local-stepfunctions';
import { openFront } from '../kit/front.ts';
import { serve } from '../kit/host.ts';
import { MACHINES } from './machines.ts';

const machines = new Map(
  MACHINES.map(({ name, definition, input }) => [
    name,
    {
      machine: new StateMachine(definition as never, { validationOptions: { noValidate: true } }),
      input: JSON.parse(input),
    },
  ]),
);
/** In place of a function: what it is given, a turn later. */
const echo = async <T>(event: T): Promise<T> => event;
const taskResourceLocalHandlers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`S${i + 1}`, echo]));

await serve(async () => {
  const front = await openFront(async (names) => {
    await Promise.all(
      names.map((name) => {
        const { machine, input } = machines.get(String(name)) ?? {};
        return machine?.run(input, { overrides: { taskResourceLocalHandlers } }).result;
      }),
    );
  });
  return {
    name: 'aws-local-stepfunctions',
    note: 'a library: no API, no journal, no history, nothing on disk; its Lambda is a function call in the same thread',
    url: front.url,
    headers: {},
    done: async () => [],
    close: () => front.close(),
  };
});
