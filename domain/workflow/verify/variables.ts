/** Variables that are declared in vain: that nothing uses and nothing sets. */
import { expressionsIn, variablesOf } from '../expressions.ts';
import { allSteps } from '../steps.ts';
import type { Judged } from './scope.ts';

export function checkVariables({ definition, report }: Judged): void {
  const names = Object.keys(definition.variables);
  if (names.length === 0) return;
  const used = new Set(expressionsIn(definition).flatMap(variablesOf));
  for (const { step } of allSteps(definition))
    if (step.kind === 'transform') for (const name of Object.keys(step.set)) used.add(name);
  for (const name of names)
    if (!used.has(name))
      report.warning(
        'UnusedVariable',
        undefined,
        `The variable ${name} is declared, and nothing uses or sets it.`,
        `Use it as $${name}, or remove it.`,
      );
}
