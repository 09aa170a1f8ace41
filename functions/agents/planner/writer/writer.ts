/**
 * Writes a report and keeps it as a file of its own. The file's name comes with the task, and the request's id makes it the
 * task's own: written twice it is the same file, and no report ends under another's name. The text is in the answer as well, so
 * that it can be read where the execution is read.
 */
import { factsSchema } from '../../../../domain/planner/facts.ts';
import { writeReport } from '../../../../domain/planner/report.ts';
import { reportInput } from '../../../../domain/planner/skills.ts';
import { trendsSchema } from '../../../../domain/planner/trends.ts';
import type { planner } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { answerTask } from '../../../kit/worker.ts';

export const writer: Handlers<typeof planner, 'writer'> = {
  'planner.task.requested': ({ id, payload }, { files, log }) =>
    answerTask(reportInput, payload, async ({ title, name, history, trends }, given) => {
      const report = writeReport(title, given.needed(factsSchema, history), given.ifThere(trendsSchema, trends));
      const file = await files.put(`${name}/${id}.md`, report.markdown, 'text/markdown; charset=utf-8');
      log.info('A report was written.', { key: file.key, bytes: file.bytes });
      return { file: { ...file }, ...report };
    }),
};
