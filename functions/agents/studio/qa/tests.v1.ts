/** Tests from a design, written while the code is. */
import * as z from 'zod';
import { FILE_RULES_V1 } from '../../../../domain/studio/house-rules.v1.ts';
import { REHEARSAL_NOTE } from '../../../../domain/studio/rehearsal/is-shortener.ts';
import { TEST_FILES } from '../../../../domain/studio/rehearsal/tests.ts';
import { designSchema, filesSchema, requirementsSchema } from '../../../../domain/studio/work.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';
import { QUALITY_V1, ROLE_V1 } from './quality.v1.ts';

export const tests = definePrompt({
  id: 'studio/tests',
  version: 1,
  system: `${ROLE_V1}

This time you write the tests, from the requirements and the design's contracts alone: the code is being written at the same time and you do not see it. That is the point: a test that follows the code repeats its mistakes.
- At least one test for each acceptance criterion and each quality that can be tested, and for each status or error of the contracts.
- Only what the contracts promise: import the paths and names that the design gives, expect the answers that it states, and nothing that it leaves open.
- In the design's test folder, run by its test command, with the means of the runtime; no dependency that the design does not name.
- Whatever a test starts (servers, files, timers) it ends. Ports are 0.
- In notes, name the criteria that no test can check, and why.

${QUALITY_V1}

${FILE_RULES_V1}`,
  task: 'Write the tests. `problems` is what was wrong with the files that you gave before, if anything.',
  variables: z.strictObject({
    requirements: requirementsSchema,
    design: designSchema,
    problems: z.array(z.string()),
  }),
  output: filesSchema,
  maxOutputTokens: 12_000,
  temperature: 0.2,
  offline: () => ({ files: TEST_FILES, notes: [REHEARSAL_NOTE] }),
});
