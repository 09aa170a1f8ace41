/** Any definition runs to its end when everybody answers: its expressions evaluate, and its states lead to one another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelsOf } from '../../../domain/workflow/levels.ts';
import { definitionOf, definitions } from '../../kit/workflow-definitions.ts';
import { compiledWorkflows } from './compiled.ts';

test('random definitions succeed, and enter every step of their own list', async () => {
  const { create, runDefinition, entered } = await compiledWorkflows();
  const other = { ...definitionOf([{ id: 'a', kind: 'transform', output: 1 }]), id: 'other' };
  await create(other);
  let made = 0;
  await fc.assert(
    fc.asyncProperty(definitions, async (definition) => {
      made += 1;
      const ran = await runDefinition({ ...definition, id: `any-${made}` }, { n: made % 3, topic: 'why' });
      expect(ran).toMatchObject({ status: 'SUCCEEDED', error: undefined });
      const names = await entered(ran);
      const lists = levelsOf(definition.steps).levels.flat();
      expect(names).toEqual(expect.arrayContaining(lists.map(({ id }) => id)));
    }),
    { numRuns: 12 },
  );
});
