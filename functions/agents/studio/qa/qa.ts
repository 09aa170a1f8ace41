/** QA: tests from the design, and reviews of all that was made so far. It reads; it runs nothing. */
import type { studio } from '../../../../systems/studio.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { askShowing, madeBy, makeFiles } from '../../../kit/make-files.ts';
import { review } from './review.v1.ts';
import { tests } from './tests.v1.ts';

export const qa: Handlers<typeof studio, 'qa'> = {
  'studio.tests.requested': async ({ payload }, { model, artefacts, log }) => {
    const { requirements, design, revision } = payload;
    const { answer, files } = await makeFiles(artefacts, revision, (problems) =>
      model.ask(tests, { requirements, design, problems }),
    );
    log.info('Tests were written.', { revision, files: files.length });
    const { notes } = answer.value;
    return [{ type: 'studio.tests.made', payload: { revision, files, notes, madeBy: madeBy(answer) } }];
  },
  'studio.review.requested': async ({ payload }, { model, artefacts, log }) => {
    const { requirements, design, round } = payload;
    const { answer, leftOut } = await askShowing(await artefacts.latest(), (shown) =>
      model.ask(review, { requirements, design, round, ...shown }),
    );
    const { verdict, reasons } = answer.value;
    log.info('A review was made.', { round, verdict, reasons: reasons.length, left_out: leftOut.length });
    const made = { ...answer.value, leftOut, madeBy: madeBy(answer) };
    return [{ type: 'studio.review.made', payload: made }];
  },
};
