/** Levels, walking and diagrams of definitions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagramOf } from '../../../../domain/workflow/diagram.ts';
import { componentsOf, levelsOf, predecessorsOf } from '../../../../domain/workflow/levels.ts';
import { allSteps, depthOf, parentOf, stepOfState } from '../../../../domain/workflow/steps.ts';
import { definitionOf, definitions } from '../../../kit/workflow-definitions.ts';

const list = (...steps: [id: string, dependsOn?: string[]][]) =>
  definitionOf(steps.map(([id, dependsOn]) => ({ id, kind: 'transform' as const, ...(dependsOn && { dependsOn }) })))
    .steps;
const names = (groups: readonly (readonly { id: string }[])[]) => groups.map((group) => group.map(({ id }) => id));

test('a step follows the one before it, unless it says what it follows', () => {
  const { levels } = levelsOf(list(['a'], ['b'], ['c', ['a']], ['d', []], ['e', ['b', 'd']]));
  expect(names(levels)).toEqual([['a', 'd'], ['b', 'c'], ['e']]);
});

test('in a parallel none follows another unless it says so', () => {
  const steps = list(['a'], ['b'], ['c', ['a']], ['d', ['c', 'b']]);
  expect(names(levelsOf(steps, true).levels)).toEqual([['a', 'b'], ['c'], ['d']]);
  expect(names(componentsOf(list(['a'], ['b'], ['c', ['a']], ['d']), true))).toEqual([['a', 'c'], ['b'], ['d']]);
});

test('a cycle is told by its path, whatever else there is', () => {
  expect(levelsOf(list(['x'], ['a', ['x', 'c']], ['b'], ['c'], ['d'])).cycle).toEqual(['a', 'c', 'b', 'a']);
  expect(levelsOf(list(['a', []], ['b', ['c']], ['c', ['b', 'a']])).cycle).toEqual(['b', 'c', 'b']);
});

test('a step stands one level above the highest of those it follows, and ten thousand are no trouble', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.array(fc.nat()))), (before) => {
      const steps = list(
        ...before.map((follows, i): [string, string[]?] =>
          follows === null ? [`s${i}`] : [`s${i}`, i === 0 ? [] : follows.map((n) => `s${n % i}`)],
        ),
        ['last'],
      );
      const { levels, cycle } = levelsOf(steps);
      expect(cycle).toBeUndefined();
      const at = new Map(levels.flatMap((level, i) => level.map(({ id }) => [id, i] as const)));
      for (const [id, follows] of predecessorsOf(steps))
        expect(at.get(id)).toBe(Math.max(-1, ...follows.map((one) => at.get(one) ?? NaN)) + 1);
    }),
  );
  const many = list(...Array.from({ length: 10_000 }, (_, i): [string] => [`s${i}`]));
  expect(levelsOf(many).levels).toHaveLength(10_000);
});

test('every step is walked with its block and its depth', () => {
  const definition = definitionOf([
    {
      id: 'a',
      kind: 'condition',
      branches: [{ when: '{% true %}', steps: [{ id: 'b', kind: 'transform' }] }],
      otherwise: [{ id: 'c', kind: 'map', over: [1], steps: [{ id: 'd', kind: 'transform' }] }],
      catch: [{ errors: ['*'], steps: [{ id: 'e', kind: 'transform' }] }],
    },
  ]);
  const walked = allSteps(definition).map((placed) => [
    placed.step.id,
    parentOf(placed)?.id,
    depthOf(placed),
    placed.list.label,
  ]);
  expect(walked).toEqual([
    ['a', undefined, 1, ''],
    ['b', 'a', 2, 'a: branch 1'],
    ['c', 'a', 2, 'a: otherwise'],
    ['e', 'a', 2, 'a: catch 1'],
    ['d', 'c', 3, 'c'],
  ]);
});

test.each([
  ['review', 'review'],
  ['review: escalated', 'review'],
  ['wave 2', ''],
  ['review: wave 2', 'review'],
  ['set variables', ''],
  ['give the result', ''],
  ['', ''],
])('the state "%s" belongs to "%s"', (state, step) => {
  expect(stepOfState(state)).toBe(step);
});

test('a diagram has a node for each step, blocks around theirs, and titles that are only text', () => {
  const diagram = diagramOf(
    definitionOf(
      [
        { id: 'end', kind: 'transform', title: 'Say "hi"]; click #35; <b>' },
        {
          id: 'which',
          kind: 'condition',
          branches: [{ when: '{% true %}', title: 'A|B', steps: [{ id: 'yes', kind: 'wait', forS: 1 }] }],
        },
      ],
      { trigger: { kind: 'message', type: 'trial.began' } },
    ),
  );
  expect(diagram).toBe(
    [
      'flowchart TD',
      '  s_end>"Say #34;hi#34;#93;#59; click #35;35#59; #60;b#62; #40;end#41;"]',
      '  subgraph s_which_block ["which"]',
      '    s_which{"condition"}',
      '    s_yes(["yes"])',
      '    s_which -->|"A#124;B"| s_yes',
      '  end',
      '  s_(["on trial.began"])',
      '  _e(["end"])',
      '  s_ --> s_end',
      '  s_end --> s_which',
      '  s_which --> _e',
      '',
    ].join('\n'),
  );
});

test('the edges of any diagram lead from what is there to what is there', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const diagram = diagramOf(definition);
      const nodes = new Set([...diagram.matchAll(/^ *(s_\w*|_e)[[({>]/gm)].map(([, id]) => id));
      for (const { step } of allSteps(definition)) expect(nodes).toContain(`s_${step.id}`);
      for (const [, from, to] of diagram.matchAll(/^ *(\w+) -->(?:\|"[^"|]*"\|)? (\w+)$/gm)) {
        expect(nodes).toContain(from);
        expect(nodes).toContain(to);
      }
    }),
    { numRuns: 50 },
  );
});
