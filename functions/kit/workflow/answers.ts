/**
 * Takes what comes back for a step that waits: the one way for answers from the bus and for those of a direct delivery.
 *
 *   reply or acknowledgement ──first──> the token succeeds, the answer is kept
 *                               └── another ──> left alone
 *   platform.error ──> the token fails; the step may be tried again with a new one
 *   anything else that the request caused ──> a sign of life
 *
 * 1. The execution is told first, the row written after: a crash between the two tells a token that is of no use any more.
 * 2. An answer to a token whose time was up is kept: the step's next token hears it at once.
 * 3. A token that was replaced while it was told is told again, the new one.
 */
import type { Message } from '../../../contracts/message.ts';
import { type WaitingStep, waitingStepKey, waitingStepSchema } from '../../../contracts/tables/workflows.ts';
import type { StepError } from '../../../contracts/workflow-step.ts';
import { conversationOf, executionOfArn } from '../../../domain/workflow/identity.ts';
import { Undeliverable, withPayload } from '../incoming.ts';
import { messageKeys } from '../observe.ts';
import { type AnswersDeps, LONGEST_OUTPUT_BYTES } from './answers-deps.ts';
import { heartbeatOfGathering, takeIntoGathering } from './gatherings.ts';
import { causeOf } from './step-failed.ts';
import { untilFirst } from './steps-table.ts';

/**
 * Does nothing for a message that no step has caused, nor for one of another conversation: who guesses the id of a request and
 * sends an agent something else under it must not answer for it.
 * @param known the row of the step that waits for it, by whoever has just written it
 */
export async function takeAnswer(deps: AnswersDeps, message: Message, known?: WaitingStep): Promise<void> {
  if (message.causationId === undefined) return;
  const step = known ?? (await readWaiting(deps, message.causationId));
  if (!step || message.correlationId !== conversationOf(executionOfArn(deps.prefix, step.execution))) return;
  if (message.type === 'platform.error') return failed(deps, step, message, 'ParticipantFailed', reasonIn(message));
  if (!isAnswer(step, message)) return alive(deps, step);
  const read = await outputOf(deps, message);
  if ('reason' in read) return failed(deps, step, message, 'InvalidReply', read.reason);
  if (step.gathering !== undefined) return takeIntoGathering(deps, step, message, { output: read.output });
  await succeeded(deps, step, message, read.output);
}

export const readWaiting = ({ table }: Pick<AnswersDeps, 'table'>, id: string): Promise<WaitingStep | undefined> =>
  table.read(waitingStepSchema, waitingStepKey(id));

const isAnswer = ({ expects, replyTo, reply }: WaitingStep, message: Message): boolean =>
  expects === 'ack'
    ? message.type === 'platform.acknowledged'
    : message.channel === replyTo && message.type === (reply ?? message.type);

async function alive(deps: AnswersDeps, step: WaitingStep): Promise<void> {
  if (step.gathering !== undefined) return heartbeatOfGathering(deps, step.gathering);
  if (step.settledAt === undefined && step.token !== undefined) await deps.tokens.heartbeat(step.token);
}

/** The payload as JSON text, held against its schema; a claim to the message when it is too large. */
async function outputOf(
  { payloads, catalogue }: AnswersDeps,
  message: Message,
): Promise<{ output: string } | { reason: string }> {
  let payload: unknown;
  try {
    ({ payload } = await withPayload(payloads, message));
  } catch (error) {
    if (error instanceof Undeliverable) return { reason: error.message };
    throw error;
  }
  const checked = catalogue.types.get(message.type)?.payload.safeParse(payload);
  if (!checked?.success)
    return { reason: `${message.sender} answered with a ${message.type} that breaks its schema: ${why(checked)}` };
  const output = JSON.stringify(payload);
  const bytes = Buffer.byteLength(output);
  return { output: bytes > LONGEST_OUTPUT_BYTES ? JSON.stringify({ claimedFrom: message.id, bytes }) : output };
}

const why = (
  checked: { error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } } | undefined,
) =>
  checked?.error?.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ') ??
  'the type is not declared.';

/** @param read the row as it was a moment ago */
function succeeded(deps: AnswersDeps, read: WaitingStep, message: Message, output: string): Promise<void> {
  const request = message.causationId ?? '';
  let known: WaitingStep | undefined = read;
  return untilFirst(`The step that waits for ${request}`, async () => {
    const before = known ?? (await readWaiting(deps, request));
    known = undefined;
    if (!before) return;
    if (before.settledAt !== undefined || before.token === undefined) {
      if (before.answer?.by !== message.id) deps.log.info('A step had its answer already.', messageKeys(message));
      return;
    }
    const late = (await deps.tokens.succeed(before.token, output)) === 'gone';
    const settledAt = deps.clock.now().toISOString();
    const after = { ...before, answer: { by: message.id, output, late }, settledAt };
    if (!(await deps.table.write(after, before))) return 'again';
    if (late) deps.log.warn('An answer came after its step had ended; it is kept.', messageKeys(message));
    return;
  });
}

/** A failure told twice fails the token that it failed the first time, which changes nothing. */
async function failed(
  deps: AnswersDeps,
  step: WaitingStep,
  message: Message,
  error: StepError,
  reason: string,
): Promise<void> {
  if (step.gathering !== undefined) return takeIntoGathering(deps, step, message, { error: { error, reason } });
  const request = message.causationId ?? '';
  const token = await untilFirst(`The step that waits for ${request}`, async () => {
    const before = await readWaiting(deps, request);
    if (!before || before.settledAt !== undefined || before.token === undefined) return undefined;
    if (before.failed?.by === message.id) return before.failed.token;
    const noted = { ...before, failed: { by: message.id, token: before.token } };
    return (await deps.table.write(noted, before)) ? before.token : 'again';
  });
  if (token !== undefined) await deps.tokens.fail(token, error, causeOf(step.step, reason, message.id));
}

function reasonIn({ payload }: Message): string {
  const { agent, code, reason } = (payload ?? {}) as { agent?: unknown; code?: unknown; reason?: unknown };
  return `${String(agent)} could not handle the message: ${String(code)}: ${String(reason)}`;
}
