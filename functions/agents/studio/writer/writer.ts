/** The technical writer: documents from what was built, as a revision of their own. */
import type { studio } from '../../../../systems/studio.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { askShowing, madeBy, makeFiles } from '../../../kit/make-files.ts';
import { documentation } from './documentation.v1.ts';

export const writer: Handlers<typeof studio, 'writer'> = {
  'studio.documentation.requested': async ({ payload }, { model, artefacts, log }) => {
    const { requirements, design, revision } = payload;
    const there = await artefacts.latest();
    const { answer, files } = await makeFiles(artefacts, revision, async (problems) => {
      const asked = await askShowing(there, (shown) =>
        model.ask(documentation, { requirements, design, problems, ...shown }),
      );
      return asked.answer;
    });
    log.info('Documents were written.', { revision, files: files.length });
    const { notes } = answer.value;
    return [{ type: 'studio.documentation.made', payload: { revision, files, notes, madeBy: madeBy(answer) } }];
  },
};
