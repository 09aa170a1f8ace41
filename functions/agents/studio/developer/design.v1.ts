/** From requirements to a design that code and tests are written from at the same time. */
import * as z from 'zod';
import { DESIGN } from '../../../../domain/studio/rehearsal/analysis.ts';
import { designSchema, requirementsSchema } from '../../../../domain/studio/work.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';
import { CRAFT_V1, ROLE_V1 } from './craft.v1.ts';

export const design = definePrompt({
  id: 'studio/design',
  version: 1,
  system: `${ROLE_V1}

This time you design. You answer for:
- modules: every file of code, what it alone is responsible for, and the names it exports;
- contracts: everything that somebody else relies on, one a line and exact: routes with methods, bodies, statuses and headers; signatures with what they give and throw; formats of files. The tests are written from these lines alone, so what is not here cannot be tested, and what is here must hold;
- runtime and testing: the language and its version, the one command that runs all tests, the folder they lie in;
- decisions that one could have made otherwise, each with its reason; risks that remain.

Check before you answer: each acceptance criterion and each quality of the requirements is met by a module and seen in a contract. Nothing is designed that no requirement asks for.

${CRAFT_V1}`,
  task: 'Design what the requirements in the fence ask for.',
  variables: z.strictObject({ requirements: requirementsSchema }),
  output: designSchema,
  maxOutputTokens: 6_000,
  temperature: 0.2,
  offline: () => DESIGN,
});
