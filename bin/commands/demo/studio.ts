/** The studio's demo: five roles make a small program from a request, with a round of review, and its files can be fetched. */
import { buildSoftware } from '../../../systems/studio/workflow.ts';
import { columns } from '../start/table.ts';
import type { Demo, Outcome, Stage } from './demo.ts';
import { beginWith, type Ended, runWorkflow, type StreamedMessage } from './workflow.ts';

const REQUEST = 'A URL shortener service';

interface Result {
  readonly status: string;
  readonly reason: string;
  readonly title: string;
  readonly reviewRounds: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly revision: string }[];
  readonly madeBy: readonly string[];
}

export const studioDemo = async (): Promise<Demo> => ({
  title: `the studio: "${REQUEST}"`,
  notes: [],
  async play(stage) {
    const onMessage = (message: StreamedMessage): void => {
      for (const line of told(message)) stage.screen.print(`          ${line}`);
    };
    const begin = beginWith(stage, buildSoftware, { request: REQUEST });
    return report(stage, await runWorkflow<Result>(stage, { workflow: buildSoftware, begin, onMessage }));
  },
});

/** What the payloads of the roles' answers have that people want to see. */
interface Said {
  readonly revision: string;
  readonly files: Result['files'];
  readonly verdict: string;
  readonly summary: string;
  readonly reasons: readonly { readonly path: string; readonly problem: string }[];
}

function told({ type, payload }: StreamedMessage): string[] {
  const said = (payload ?? {}) as Partial<Said>;
  if (type === 'studio.review.made')
    return [
      `${said.verdict}: ${said.summary}`,
      ...(said.reasons ?? []).map(({ path, problem }) => `- ${path}: ${problem}`),
    ];
  if (/^studio\.(code|tests|deployment|documentation)\.made$/.test(type))
    return [`${said.revision}: ${(said.files ?? []).map(({ path }) => path).join(', ')}`];
  return [];
}

function report({ screen, once }: Stage, { execution, state, output }: Ended<Result>): Outcome {
  if (!output) return { endedWell: false, figures: { execution, state, reviewRounds: 0, files: 0 } };
  const { status, reason, title, reviewRounds, files, madeBy } = output;
  const lines = [
    '',
    `${title}: ${status} after ${reviewRounds} rounds of review, made by ${madeBy.join(', ')}`,
    ...(reason ? [reason] : []),
    '',
    ...columns([['file', 'bytes', 'revision'], ...files.map((one) => [one.path, String(one.bytes), one.revision])]),
    ...(once
      ? []
      : ['', `curl -s "$API/v1/executions/${execution}/artefacts/archive" -H "x-api-key: $KEY" -o project.zip`]),
  ];
  for (const line of lines) screen.print(line);
  const figures = { execution, state: status, reviewRounds, files: files.length };
  return { endedWell: status === 'released' && files.length > 0, figures };
}
