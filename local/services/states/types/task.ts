/**
 * Task: calls a service and takes its answer. Owns time limits and waiting for a token; what a resource is and how it is
 * called stands in integrations/, what the history says of it in task-events.ts.
 *
 *   scheduled ── call ──> answered ───────────────────────────────────> succeeded | failed
 *                            └ .waitForTaskToken, .sync: submitted ──────┘
 *
 * A call that a crash interrupted is made again after the restart: at least once. One that was submitted is not; it goes on
 * waiting. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import type { Integration } from '../integrations/contract.ts';
import { integrationOf } from '../integrations/integration.ts';
import { type Branch, Ended } from '../run/branch.ts';
import type { Progress } from '../run/frame.ts';
import type { Outcome } from '../run/outcome.ts';
import { isTooLarge, tooLarge } from '../run/payload-size.ts';
import { eventsOf } from './task-events.ts';
import { taskLimit } from './task-limits.ts';

type TaskProgress = Extract<Progress, { kind: 'task' }>;

export async function runTask(branch: Branch): Promise<Outcome> {
  const { state, frame } = branch;
  const integration = integrationOf(state.Resource ?? '', branch.run.states, branch.run.probe?.mock !== undefined);
  const progress = frame.progress?.kind === 'task' ? frame.progress : await schedule(branch, integration);
  const result = await answerOf(branch, integration, progress);
  frame.progress = undefined;
  return { ...(await flowOf(branch).leave(branch, result)), next: state.Next };
}

async function schedule(branch: Branch, integration: Integration): Promise<TaskProgress> {
  const { frame, run } = branch;
  const token = integration.pattern === 'token' ? run.states.tokens.make() : undefined;
  const empty = {
    kind: 'task',
    id: run.engine.random.uuid(),
    arguments: null,
    deadlineMs: undefined,
    heartbeatMs: undefined,
    submitted: false,
  } as const;
  frame.progress = { ...empty, token };
  const given = await flowOf(branch).work(branch);
  const timeoutS = await taskLimit(branch, 'TimeoutSeconds');
  const heartbeatS = await taskLimit(branch, 'HeartbeatSeconds');
  const events = eventsOf(branch, integration);
  events.scheduled(given, timeoutS, heartbeatS);
  events.started();
  const progress: TaskProgress = {
    ...empty,
    token,
    arguments: given,
    deadlineMs: timeoutS === undefined ? undefined : run.engine.clock.now() + timeoutS * 1000,
    heartbeatMs: heartbeatS === undefined ? undefined : heartbeatS * 1000,
  };
  frame.progress = progress;
  branch.save();
  return progress;
}

/** The result, told to the history. Throws the Failure, told as well. */
async function answerOf(branch: Branch, integration: Integration, progress: TaskProgress): Promise<Json> {
  const events = eventsOf(branch, integration);
  const { token } = progress;
  const takeBack = branch.onAbort(() => token !== undefined && branch.run.states.tokens.forget(token));
  try {
    const work = perform(branch, integration, progress);
    const result = await branch.within(work, progress.deadlineMs, timedOut);
    branch.live();
    const text = branch.textOf(result);
    if (isTooLarge(text)) throw tooLarge(branch.state.Resource ?? '');
    events.succeeded(text);
    return result;
  } catch (error) {
    branch.frame.progress = undefined;
    if (!(error instanceof Failure)) throw error;
    branch.live();
    events.failed(error);
    throw error;
  } finally {
    takeBack();
    if (token !== undefined && !branch.run.states.isLeaving()) branch.run.states.tokens.forget(token);
  }
}

async function perform(branch: Branch, integration: Integration, progress: TaskProgress): Promise<Json> {
  const { run, frame } = branch;
  const { tokens } = run.states;
  const answered = progress.token === undefined ? undefined : tokens.wait(progress.token, progress.heartbeatMs);
  answered?.catch(() => {}); // it may fail while the call is under way: whoever awaits it hears of it
  const execution = { ...run.execution, roleArn: await roleOf(branch) };
  const call = {
    states: run.states,
    execution,
    arguments: progress.arguments,
    id: progress.id,
    textOf: branch.textOf,
  };
  let handle = progress.handle;
  if (!progress.submitted) {
    const { mock } = run.probe ?? {};
    if (mock) return mock();
    const answer = await integration.call(call);
    branch.live();
    if (integration.pattern === 'request') return answer;
    if (branch.frame.progress?.kind !== 'task') throw new Ended();
    eventsOf(branch, integration).submitted(JSON.stringify(answer));
    handle = integration.handle?.(answer);
    frame.progress = { ...progress, submitted: true, ...(handle !== undefined && { handle }) };
    branch.save();
  }
  if (answered) return await answered;
  if (!integration.end) throw new Error(`${branch.state.Resource} is waited for and has no end.`);
  const started = handle ?? '';
  const takeBack = branch.onAbort(() => integration.cancel?.(call, started));
  try {
    return await branch.within(integration.end(call, started), progress.deadlineMs, () => {
      integration.cancel?.(call, started);
      return timedOut();
    });
  } finally {
    takeBack();
  }
}

const timedOut = (): Failure => new Failure('States.Timeout');

/** The role that the task calls as: that of its Credentials, or of the execution. */
async function roleOf(branch: Branch): Promise<string> {
  const { state, run } = branch;
  if (state.Credentials === undefined) return run.execution.roleArn;
  const filled = (await flowOf(branch).fill(branch, state.Credentials, 'Credentials')) as { RoleArn?: Json };
  if (typeof filled.RoleArn === 'string') return filled.RoleArn;
  throw new Failure('States.Runtime', `Credentials need RoleArn, the ARN of a role; got ${JSON.stringify(filled)}.`);
}
