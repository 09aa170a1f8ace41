/** What QA sent back, mended. */
import * as z from 'zod';
import { shownSchema } from '../../../../domain/studio/context.ts';
import { MENDED_FILES } from '../../../../domain/studio/rehearsal/code.ts';
import { REHEARSAL_NOTE } from '../../../../domain/studio/rehearsal/is-shortener.ts';
import { designSchema, filesSchema, findingsSchema, requirementsSchema } from '../../../../domain/studio/work.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';
import { CRAFT_V1, ROLE_V1 } from './craft.v1.ts';

export const revise = definePrompt({
  id: 'studio/revise',
  version: 1,
  system: `${ROLE_V1}

This time you mend what QA sent back.
- Go through the findings one by one: find the cause, mend it there, and look for the same mistake elsewhere.
- Give only the files that change, each whole; all others stay as they are. You cannot remove a file: empty it of what is wrong.
- Change nothing that no finding asks for. Keep to the design's contracts; where a finding contradicts the requirements, leave it and say why in notes.
- Tests are files too: when a finding is about a test that is wrong, mend the test; never weaken one to make it pass.
- In notes, one line for each finding: what you did.

${CRAFT_V1}`,
  task: 'Mend the files according to the findings. `leftOut` are files that were too much to be shown. `problems` is what was wrong with the files that you gave before, if anything.',
  variables: z.strictObject({
    requirements: requirementsSchema,
    design: designSchema,
    findings: findingsSchema,
    ...shownSchema,
    problems: z.array(z.string()),
  }),
  output: filesSchema,
  maxOutputTokens: 16_000,
  temperature: 0.2,
  offline: () => ({
    files: MENDED_FILES,
    notes: ['src/addresses.js: only http: and https: are taken.', REHEARSAL_NOTE],
  }),
});
