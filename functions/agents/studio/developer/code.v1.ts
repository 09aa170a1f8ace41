/** The code of a design, all of it. */
import * as z from 'zod';
import { FIRST_FILES } from '../../../../domain/studio/rehearsal/code.ts';
import { REHEARSAL_NOTE } from '../../../../domain/studio/rehearsal/is-shortener.ts';
import { designSchema, filesSchema, requirementsSchema } from '../../../../domain/studio/work.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';
import { CRAFT_V1, ROLE_V1 } from './craft.v1.ts';

export const code = definePrompt({
  id: 'studio/code',
  version: 1,
  system: `${ROLE_V1}

This time you write the code of your design: every module of it, the manifest, the entry point. Keep to the design's paths, names and contracts to the letter; the tests are being written from it. Where the design is wrong, do what meets the requirements and say so in notes. Write no tests and no documents: others do.

Before you hand over, read it as QA will: each acceptance criterion against the code, each contract against what is really answered, each input with nothing, too much, the wrong type and something hostile in it.

${CRAFT_V1}`,
  task: 'Write the code. `problems` is what was wrong with the files that you gave before, if anything.',
  variables: z.strictObject({
    requirements: requirementsSchema,
    design: designSchema,
    problems: z.array(z.string()),
  }),
  output: filesSchema,
  maxOutputTokens: 16_000,
  temperature: 0.2,
  offline: () => ({ files: FIRST_FILES, notes: [REHEARSAL_NOTE] }),
});
