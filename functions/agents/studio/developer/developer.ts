/** The developer: a design from requirements, code from a design, and what a review sends back mended, each code a revision of its own. */
import type { ShownFiles } from '../../../../domain/studio/context.ts';
import type { studio } from '../../../../systems/studio.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { askShowing, madeBy, makeFiles } from '../../../kit/make-files.ts';
import { code } from './code.v1.ts';
import { design as designing } from './design.v1.ts';
import { revise } from './revise.v1.ts';

export const developer: Handlers<typeof studio, 'developer'> = {
  'studio.design.requested': async ({ payload }, { model }) => {
    const answer = await model.ask(designing, { requirements: payload.requirements });
    return [{ type: 'studio.design.made', payload: { design: answer.value, madeBy: madeBy(answer) } }];
  },
  'studio.code.requested': async ({ payload }, { model, artefacts, log }) => {
    const { requirements, design, revision, findings } = payload;
    const there = findings.length > 0 ? await artefacts.latest() : [];
    const mend = async (problems: string[]) => {
      const ask = (shown: ShownFiles) => model.ask(revise, { requirements, design, findings, problems, ...shown });
      const concerned = findings.map(({ path }) => path);
      return (await askShowing(there, ask, concerned)).answer;
    };
    const { answer, files } = await makeFiles(artefacts, revision, (problems) =>
      findings.length > 0 ? mend(problems) : model.ask(code, { requirements, design, problems }),
    );
    log.info('Code was written.', { revision, files: files.length, findings: findings.length });
    const { notes } = answer.value;
    return [{ type: 'studio.code.made', payload: { revision, files, notes, madeBy: madeBy(answer) } }];
  },
};
