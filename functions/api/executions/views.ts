/** Executions as clients see them: ids instead of ARNs, values cut to what a response can hold, no tokens. */
import type { Message } from '../../../contracts/message.ts';
import type { ApprovalRow } from '../../../contracts/tables/workflows.ts';
import { executionId, executionOfArn } from '../../../domain/workflow/identity.ts';
import type { StepRun } from '../../../domain/workflow/story.ts';
import type { Try } from '../../../domain/workflow/visits.ts';
import type { Execution } from '../../kit/workflow/executions.ts';

/** A response of Lambda holds 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const VALUES_BYTES = 2_500_000;
const LONGEST_VALUE_BYTES = 32_768;
const LONGEST_CAUSE = 1_000;

export type Cut = (value: unknown) => unknown;

/** Leaves a value out that is too large, or for which no room is left: `{omittedBytes}` stands in its place. */
export function createCut(longest = LONGEST_VALUE_BYTES): Cut {
  let left = VALUES_BYTES;
  return (value) => {
    const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
    if (bytes > longest || bytes > left) return { omittedBytes: bytes };
    left -= bytes;
    return value;
  };
}

export const executionView = ({ arn: _, input, output, versionArn, ...told }: Execution, cut: Cut) => ({
  ...told,
  ...(versionArn && { machineVersion: Number(versionArn.slice(versionArn.lastIndexOf(':') + 1)) }),
  input: cut(input),
  ...(output !== undefined && { output: cut(output) }),
});

export const stepView = ({ input, output, tries, cause, ...run }: StepRun, prefix: string, cut: Cut) => ({
  ...run,
  ...causeOf(cause),
  input: cut(input),
  ...(output !== undefined && { output: cut(output) }),
  tries: tries.map((one) => tryView(one, prefix)),
});

const causeOf = (cause: string | undefined): { cause?: string } =>
  cause === undefined ? {} : { cause: cause.length > LONGEST_CAUSE ? `${cause.slice(0, LONGEST_CAUSE)}…` : cause };

function tryView({ attempt, at, endedAt, does, messages, error, cause, started }: Try, prefix: string) {
  return {
    ...{ attempt, at },
    ...(endedAt && { endedAt }),
    ...(does && { does }),
    ...(messages && messages.length > 0 && { messages }),
    ...(error !== undefined && { error }),
    ...causeOf(cause),
    ...(started && { execution: executionId(executionOfArn(prefix, started)) }),
  };
}

export const messageView = (message: Message, step: string | undefined) => {
  const { id, type, channel, sender, to, priority, causationId, sentAt } = message;
  return {
    ...{ id, type, channel, sender, priority, sentAt },
    ...(to && { to }),
    ...(causationId && { causationId }),
    ...(step && { step }),
  };
};

/** Without its token. */
export function approvalView(row: ApprovalRow, prefix: string, cut: Cut) {
  const { id, workflow, version, execution, step, place, question, show, approvers, required, decisions, state } = row;
  return {
    ...{ id, workflow, version, execution: executionId(executionOfArn(prefix, execution)), step, place, question },
    ...(show !== undefined && { show: cut(show) }),
    ...{ approvers, required, decisions, state, escalated: row.escalated },
    ...{ openedAt: row.openedAt, deadlineAt: row.deadlineAt },
  };
}
