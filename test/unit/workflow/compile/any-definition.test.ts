/** What holds for the machine of any definition. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileWorkflow, machineText } from '../../../../domain/workflow/compile.ts';
import { allSteps, stepOfState } from '../../../../domain/workflow/steps.ts';
import { accepted } from '../../../../local/services/states/definition/accepted.ts';
import { definitions, ENV } from '../../../kit/workflow-definitions.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Fields>>;
}

const inside = ({ Branches, ItemProcessor }: Fields): Machine[] => [
  ...((Branches ?? []) as Machine[]),
  ...(ItemProcessor ? [ItemProcessor as Machine] : []),
];

/** Every state with its name, those within others too. */
const statesOf = ({ States }: Machine): [string, Fields][] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, Fields],
    ...inside(state).flatMap(statesOf),
  ]);

const assignedBy = (state: Fields): string[] =>
  [state, ...((state.Catch ?? []) as Fields[]), ...((state.Choices ?? []) as Fields[])].flatMap(({ Assign }) =>
    Object.keys(Assign ?? {}),
  );

/** Names that a scope and one within it both assign: Step Functions refuses them. */
function assignedTwice({ States }: Machine, outer: ReadonlySet<string> = new Set()): string[] {
  const own = new Set(Object.values(States).flatMap(assignedBy));
  const both = [...own].filter((name) => outer.has(name));
  const around = new Set([...outer, ...own]);
  return [
    ...both,
    ...Object.values(States).flatMap((state) => inside(state).flatMap((one) => assignedTwice(one, around))),
  ];
}

const runs = { numRuns: 200 };

test('its machine is one that Step Functions takes, and the same bytes every time', () => {
  let steps = 0;
  fc.assert(
    fc.property(definitions, (definition) => {
      const text = machineText(compileWorkflow(definition, ENV));
      steps += allSteps(definition).length;
      accepted(text, 'STANDARD');
      expect(machineText(compileWorkflow(structuredClone(definition), ENV))).toBe(text);
    }),
    runs,
  );
  expect(steps).toBeGreaterThan(1_000);
});

test('no scope assigns what one around it assigns', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      expect(assignedTwice(compileWorkflow(definition, ENV) as unknown as Machine)).toEqual([]);
    }),
    runs,
  );
});

test('each step is the state of its name, every other state a helper, and all say what they are for', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const ids = new Set(allSteps(definition).map(({ step }) => step.id));
      const states = statesOf(compileWorkflow(definition, ENV) as unknown as Machine);
      for (const [, { Comment }] of states) expect(Comment).toBeTruthy();
      const names = states.map(([name]) => name);
      expect(names).toEqual(expect.arrayContaining([...ids]));
      for (const name of names) {
        const step = stepOfState(name);
        if (step === '') expect(name).toMatch(/^(wave \d+|set variables|give the result)$/);
        else expect(ids).toContain(step);
      }
    }),
    runs,
  );
});

test('every state that waits for an answer has a token and a timeout', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const waiting = statesOf(compileWorkflow(definition, ENV) as unknown as Machine).filter(([, { Resource }]) =>
        String(Resource).endsWith('.waitForTaskToken'),
      );
      for (const [, { TimeoutSeconds, Arguments }] of waiting) {
        expect(TimeoutSeconds).toBeGreaterThan(0);
        expect(Arguments).toMatchObject({ Payload: { token: '{% $states.context.Task.Token %}' } });
      }
    }),
    runs,
  );
});
