/** Declared workflows are held to the same checks as those that are registered: a stage with one that is not sound is not built. */
import type { System } from '../contracts/system.ts';
import type { WorkflowDefinition } from '../contracts/workflow.ts';
import { createCatalogue } from '../domain/catalogue.ts';
import { verifyWorkflow } from '../domain/workflow/verify.ts';

/** Throws with every error of every workflow, each with its step and its remedy. */
export function checkWorkflows(systems: readonly System[], workflows: readonly WorkflowDefinition[]): void {
  const env = { catalogue: createCatalogue(systems), workflows: new Map(workflows.map((one) => [one.id, one])) };
  const ofPlatform = systems.flatMap(({ name, workflows: own = [] }) => (name === 'platform' ? own : []));
  const errors = workflows.flatMap((definition) =>
    verifyWorkflow(definition, { ...env, isOfPlatform: ofPlatform.some(({ id }) => id === definition.id) })
      .filter(({ severity }) => severity === 'error')
      .map(({ message, remedy }) => `- ${definition.id}: ${message} ${remedy}`),
  );
  if (errors.length > 0) throw new Error(`Declared workflows are not sound:\n${errors.join('\n')}`);
}
