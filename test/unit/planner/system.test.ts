/** The workflow of the planner among all that a stage runs. */
import { expect, test } from 'vitest';
import { workflowSchema } from '../../../contracts/workflow.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { systems } from '../../../systems/all.ts';
import { planAndExecute } from '../../../systems/planner/workflow.ts';

test('the verifier has nothing to say against plan and execute', () => {
  const env = { catalogue: createCatalogue(systems), workflows: new Map() };
  expect(verifyWorkflow(workflowSchema.parse(planAndExecute), env)).toEqual([]);
});
