/**
 * Asks several participants at once, and collects what came when time is up.
 *
 * 1. All requests are made before the first is sent: a step that cannot be asked whole is not asked at all.
 * 2. Tried again or redriven, it goes on with the answers it has: only those are asked again who gave none, or failed.
 * 3. Who cannot be reached counts as one that has failed; the others are asked all the same.
 */
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import {
  ANSWER_ROWS,
  type Gathering,
  gatheringKey,
  gatheringSchema,
  waitingStepSchema,
} from '../../../contracts/tables/workflows.ts';
import type { StepRequestOf } from '../../../contracts/workflow-step.ts';
import { gatheredOutput } from '../../../domain/workflow/gathering.ts';
import { stepMessageId } from '../../../domain/workflow/identity.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import { readWaiting } from '../../kit/workflow/answers.ts';
import { LONGEST_OUTPUT_BYTES } from '../../kit/workflow/answers-deps.ts';
import { answersOf, judge, keepAnswer, readGathering } from '../../kit/workflow/gatherings.ts';
import { StepFailed } from '../../kit/workflow/step-failed.ts';
import { type Unrevised, untilFirst } from '../../kit/workflow/steps-table.ts';
import { type AskDeps, asAgain, send, waitingRow } from './ask.ts';
import { filled } from './claimed.ts';
import { type Request, toRequest } from './request.ts';

interface Addressed extends Request {
  readonly to: string;
}

/** Throws StepFailed. */
export async function gather(deps: AskDeps, request: StepRequestOf<'gather'>): Promise<void> {
  const id = gatheringIdOf(request);
  const payload = await filled(deps, request.payload);
  const now = deps.clock.now();
  const asking = { ...request, payload, expects: 'reply' as const };
  const all = request.to.map((to, index) => ({
    ...toRequest(deps.catalogue, deps.prefix, { ...asking, to, index }, 1, now),
    to,
  }));
  if (typeof request.until === 'object' && request.until.quorum > all.length)
    throw new StepFailed(
      'InvalidStep',
      `Step ${request.step} asks ${all.length} and wants a quorum of ${request.until.quorum}: nobody can make it up.`,
    );
  const opened = await open(deps, gatheringRow(deps, id, request, all, now));
  if (opened === 'ended') return;
  const isFirst = opened === 'first';
  const left = isFirst ? all : await unanswered(deps, id, all);
  const sent = await Promise.allSettled(
    left.map(async (one) => {
      await waitFor(deps, waitingRow(deps, asking, one, { gathering: id, from: one.to }));
      await sendOne(deps, id, isFirst ? one : { ...(await asAgain(deps, one)), to: one.to });
    }),
  );
  for (const one of sent) if (one.status === 'rejected') throw one.reason; // with nothing of it still under way
  if (left.length < all.length) await judge(deps, id);
}

/** Time is up: what came, and nobody waits any more. Throws StepFailed when nothing was ever asked. */
export async function collect(deps: AskDeps, request: StepRequestOf<'collect'>): Promise<unknown> {
  const id = gatheringIdOf(request);
  const gathering = await untilFirst(`Gathering ${id}`, async () => {
    const before = await readGathering(deps, id);
    if (!before || before.settledAt !== undefined) return before;
    const after = { ...before, settledAt: deps.clock.now().toISOString() };
    return (await deps.table.write(after, before)) ? before : 'again';
  });
  if (!gathering)
    throw new StepFailed('TooFewAnswers', `Step ${request.step} has asked nobody before its time was up.`);
  return JSON.parse(gatheredOutput(gathering, await answersOf(deps, id), LONGEST_OUTPUT_BYTES));
}

const gatheringIdOf = ({ execution, step, place }: StepRequestOf<'gather' | 'collect'>): string =>
  stepMessageId(execution, step, place);

function gatheringRow(
  { historyDays }: AskDeps,
  id: string,
  { token, workflow, execution, step, until, missing, late, timeoutS }: StepRequestOf<'gather'>,
  all: readonly Addressed[],
  now: Date,
): Unrevised<Gathering> {
  return {
    pk: gatheringKey(id),
    sk: SELF_ROW,
    ...{ token, workflow, execution, step, until, missing, late },
    asked: all.map(({ message, to }) => ({ message: message.id, to })),
    ttl: ttlAfterDays(new Date(now.getTime() + timeoutS * 1000), historyDays),
  };
}

/** `ended`: this very token has been told. */
const open = (deps: AskDeps, row: Unrevised<Gathering>): Promise<'first' | 'asked' | 'ended'> =>
  untilFirst(row.pk, async () => {
    if (await deps.table.write(row, undefined)) return 'first';
    const before = await deps.table.read(gatheringSchema, row.pk);
    if (!before) return 'again';
    if (before.token === row.token) return before.settledAt === undefined ? 'asked' : 'ended';
    return (await deps.table.write(row, before)) ? 'asked' : 'again';
  });

/** Those to ask again. What had failed is forgotten. */
async function unanswered(deps: AskDeps, id: string, all: readonly Addressed[]): Promise<Addressed[]> {
  const answers = await answersOf(deps, id);
  const failures = answers.filter(({ error }) => error);
  await Promise.all(failures.map(({ pk, sk }) => deps.table.remove(pk, sk)));
  const good = new Set(answers.flatMap(({ sk, error }) => (error ? [] : [sk])));
  return all.filter(({ message }) => !good.has(ANSWER_ROWS + message.id));
}

const waitFor = (deps: AskDeps, row: ReturnType<typeof waitingRow>): Promise<undefined> =>
  untilFirst(row.pk, async () => {
    if (await deps.table.write(row, undefined)) return undefined;
    const before = await deps.table.read(waitingStepSchema, row.pk);
    return before?.gathering === undefined ? 'again' : undefined;
  });

async function sendOne(deps: AskDeps, id: string, request: Addressed): Promise<void> {
  try {
    await send(deps, request);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { message, to } = request;
    const row = await readWaiting(deps, message.id);
    await keepAnswer(deps, id, {
      ...{ from: to, request: message.id, by: message.id, late: false, ttl: row?.ttl ?? 0 },
      error: { error: error.error, reason: error.message },
    });
    await judge(deps, id);
  }
}
