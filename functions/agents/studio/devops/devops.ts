/** The DevOps engineer: a plan of deployment, and its files as a revision of their own. */
import type { studio } from '../../../../systems/studio.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { askShowing, madeBy, makeFiles } from '../../../kit/make-files.ts';
import { deployment } from './deployment.v1.ts';

export const devops: Handlers<typeof studio, 'devops'> = {
  'studio.deployment.requested': async ({ payload }, { model, artefacts, log }) => {
    const { requirements, design, revision } = payload;
    const there = await artefacts.latest();
    const { answer, files } = await makeFiles(artefacts, revision, async (problems) => {
      const asked = await askShowing(there, (shown) =>
        model.ask(deployment, { requirements, design, problems, ...shown }),
      );
      return asked.answer;
    });
    log.info('A deployment was planned.', { revision, files: files.length });
    const { files: _written, notes, ...plan } = answer.value;
    return [{ type: 'studio.deployment.made', payload: { revision, files, notes, plan, madeBy: madeBy(answer) } }];
  },
};
