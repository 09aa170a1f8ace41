/** The planner's demo: a small fleet drives, then its weekly maintenance report is planned, approved and written. */
import type { PlanMade } from '../../../domain/planner/maker.ts';
import type { Review } from '../../../domain/planner/plan.ts';
import { planAndExecute } from '../../../systems/planner/workflow.ts';
import { demoFeed } from '../start/feed.ts';
import { columns } from '../start/table.ts';
import { createApprover } from './approver.ts';
import type { Demo, Outcome, Stage } from './demo.ts';
import { drive } from './fleet.ts';
import { beginWith, type Ended, runWorkflow, type StreamedMessage } from './workflow.ts';

const GOAL = "prepare the fleet's weekly maintenance report";
/** Above what --seed takes: another fleet than that of any demo of the fleet on the same data. */
const SEED = 2 ** 31 + 1;
const FLEET = { vehicles: 4, steps: 60 };

interface Result {
  readonly state: string;
  readonly reason: string;
  readonly rounds: number;
  readonly tasks: readonly { readonly id: string; readonly title: string; readonly status: string }[];
  readonly output: { readonly markdown?: string; readonly file?: { bucket: string; key: string } } | null;
}

export const plannerDemo = async (): Promise<Demo> => ({
  title: `the planner: "${GOAL}"`,
  notes: [],
  async play(stage) {
    const { screen } = stage;
    const feed = demoFeed(SEED, FLEET);
    screen.print(`A fleet to report on: ${FLEET.vehicles} vehicles, ${FLEET.steps} readings each.`);
    const { lost } = await drive(stage, feed, 0);
    if (stage.signal.aborted) return { endedWell: false, figures: { state: 'stopped' } };
    const approver = await createApprover(stage);
    const onMessage = (message: StreamedMessage, execution: string): void | Promise<void> => {
      if (message.type === 'platform.approval.requested') return approver.decide(execution);
      for (const line of told(message)) screen.print(`          ${line}`);
    };
    try {
      const begin = beginWith(stage, planAndExecute, { goal: GOAL });
      return report(stage, lost, await runWorkflow<Result>(stage, { workflow: planAndExecute, begin, onMessage }));
    } finally {
      await approver.close();
    }
  },
});

function told({ type, payload }: StreamedMessage): string[] {
  if (type === 'planner.plan.made') {
    const made = payload as PlanMade;
    if (made.outcome === 'refused') return [made.reason];
    const { tasks, madeBy } = made.plan;
    const rows = tasks.map(({ id, title, to, dependsOn }) => [id, title, to, dependsOn.join(', ')]);
    return [`made by ${madeBy}`, ...columns([['task', '', 'for', 'after'], ...rows])];
  }
  if (type === 'planner.review.made') {
    const { approved, score, reasons } = payload as Review;
    return [`${approved ? 'sound' : 'not sound'}, score ${score}`, ...reasons.map(({ reason }) => reason)];
  }
  return [];
}

function report({ screen, once }: Stage, lost: number, { execution, state, output }: Ended<Result>): Outcome {
  const { tasks = [], rounds = 0, reason = '', output: made } = output ?? {};
  const lines = [
    '',
    ...columns(tasks.map(({ title, status }) => [title, status])),
    ...(reason ? [reason] : []),
    ...(made?.markdown ? ['', made.markdown] : []),
    ...(made?.file ? [`The report lies at s3://${made.file.bucket}/${made.file.key}`] : []),
    ...(once ? [] : [`curl -s "$API/v1/executions/${execution}" -H "x-api-key: $KEY"`]),
  ];
  for (const line of lines) screen.print(line);
  const planState = output?.state ?? state;
  return { endedWell: planState === 'COMPLETED' && lost === 0, figures: { execution, state: planState, rounds, lost } };
}
