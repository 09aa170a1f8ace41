/**
 * Answers to a coordination: one row each, and the whole judged anew with every one that comes (domain/workflow/gathering.ts).
 * The first answer of each participant counts; a good one takes the place of a failure. After the end they are kept as well.
 */
import type { Message } from '../../../contracts/message.ts';
import {
  ANSWER_ROWS,
  type GatheredAnswer,
  type Gathering,
  gatheredAnswerSchema,
  gatheringKey,
  gatheringSchema,
  type WaitingStep,
} from '../../../contracts/tables/workflows.ts';
import { derivedMessageId } from '../../../domain/ids.ts';
import { gathered } from '../../../domain/workflow/gathering.ts';
import { conversationOf, executionId, executionOfArn } from '../../../domain/workflow/identity.ts';
import { type AnswersDeps, LONGEST_OUTPUT_BYTES } from './answers-deps.ts';
import { causeOf } from './step-failed.ts';
import { untilFirst } from './steps-table.ts';

/** Who tells of late answers. */
export const ANSWERS = 'platform.answers';

type GatheringsDeps = Pick<AnswersDeps, 'table' | 'tokens' | 'tellLate' | 'clock' | 'prefix'>;
type Told = Pick<GatheredAnswer, 'output' | 'error'>;

export const readGathering = ({ table }: Pick<AnswersDeps, 'table'>, id: string): Promise<Gathering | undefined> =>
  table.read(gatheringSchema, gatheringKey(id));

export const answersOf = ({ table }: Pick<AnswersDeps, 'table'>, id: string): Promise<GatheredAnswer[]> =>
  table.list(gatheredAnswerSchema, gatheringKey(id), ANSWER_ROWS);

export async function takeIntoGathering(
  deps: GatheringsDeps,
  { gathering: id = '', from = '' }: Pick<WaitingStep, 'gathering' | 'from'>,
  message: Message,
  told: Told,
): Promise<void> {
  const gathering = await readGathering(deps, id);
  if (!gathering) return;
  const { settledAt, ttl } = gathering;
  const late = settledAt !== undefined;
  const answer = { from, request: message.causationId ?? '', by: message.id, late, ttl, ...told };
  const kept = await keepAnswer(deps, id, answer);
  if (!late) await judge(deps, id);
  else if (kept?.late && gathering.late === 'report') await tellLate(deps, gathering, message);
}

export interface NewAnswer extends Told {
  readonly from: string;
  /** Id of what was sent. */
  readonly request: string;
  readonly by: string;
  /** It came after the end. */
  readonly late: boolean;
  readonly ttl: number;
}

/** The row, of the first delivery for a second one; undefined when that participant has answered before. */
export const keepAnswer = (
  { table, clock }: Pick<AnswersDeps, 'table' | 'clock'>,
  id: string,
  { request, ...answer }: NewAnswer,
): Promise<Pick<GatheredAnswer, 'late'> | undefined> =>
  untilFirst(`The answer to ${request}`, async () => {
    const [pk, sk] = [gatheringKey(id), ANSWER_ROWS + request];
    const before = await table.read(gatheredAnswerSchema, pk, sk);
    if (before && (!before.error || answer.error)) return before.by === answer.by ? before : undefined;
    const row = { pk, sk, ...answer, at: clock.now().toISOString() };
    return (await table.write(row, before)) ? row : 'again';
  });

/** Tells the execution when enough have answered, or too few can. */
export const judge = (deps: GatheringsDeps, id: string): Promise<void> =>
  untilFirst(`Gathering ${id}`, async () => {
    const before = await readGathering(deps, id);
    if (!before || before.settledAt !== undefined) return;
    const verdict = gathered(before, await answersOf(deps, id), LONGEST_OUTPUT_BYTES);
    if (verdict.kind === 'waiting') return;
    const { token, step } = before;
    if (verdict.kind === 'enough') await deps.tokens.succeed(token, verdict.output);
    else await deps.tokens.fail(token, 'TooFewAnswers', causeOf(step, verdict.reason));
    const after = { ...before, settledAt: deps.clock.now().toISOString() };
    return (await deps.table.write(after, before)) ? undefined : 'again';
  });

export async function heartbeatOfGathering(deps: GatheringsDeps, id: string): Promise<void> {
  const gathering = await readGathering(deps, id);
  if (gathering && gathering.settledAt === undefined) await deps.tokens.heartbeat(gathering.token);
}

async function tellLate(
  { tellLate: send, clock, prefix }: GatheringsDeps,
  { execution, step }: Gathering,
  answer: Message,
): Promise<void> {
  const named = executionOfArn(prefix, execution);
  const late: Message = {
    id: derivedMessageId(answer.id, ANSWERS, 0),
    type: 'platform.answer.late',
    channel: 'system.workflows',
    sender: ANSWERS,
    priority: answer.priority,
    correlationId: conversationOf(named),
    expects: 'none',
    sentAt: clock.now().toISOString(),
    hops: 0,
    attempt: 1,
    payload: { execution: executionId(named), step, messageId: answer.id },
  };
  await send(late);
}
