/** What an execution of a workflow, its conversation and its messages are called. Pure, so that every function says the same. */
import { CONVERSATION_PREFIX, WORKFLOW_SENDERS } from '../../contracts/workflow-step.ts';
import { foreignMessageId } from '../ids.ts';
import { machineName } from '../naming.ts';

/** Names of executions that clients give: they stand in paths and in conversations. */
export const EXECUTION_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/**
 * Names of executions that steps of kind `subworkflow` start: `weigh-0f3a5c7e9b1d2f46.mh3k2f1a.2`, the step, what its run is known by,
 * and what its try is known by. Nobody else may use them (POST …/executions).
 */
export const NESTED_NAME = /(-[0-9a-f]{16})[.][0-9a-z]+[.][0-9]+$/;

/**
 * What the tries of one run of a nested execution have in common: a try is an execution of its own, because the name of one that has
 * ended cannot be taken again, and it goes on from what its steps were answered before.
 * @param execution name or ARN
 */
export const withoutTry = (execution: string): string => execution.replace(NESTED_NAME, '$1');
export const isNested = ({ name }: ExecutionName): boolean => NESTED_NAME.test(name);
/** The same in JSONata, of the execution that runs. */
export const WITHOUT_TRY = `$replace($states.context.Execution.Id, ${NESTED_NAME}, '$1')`;

/** Names of executions that messages and times start (platform/triggers): whoever took one before would keep them from it. */
export const TRIGGERED_NAME = /^(m-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|s-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9.]+Z)$/;

export interface ExecutionName {
  readonly workflow: string;
  readonly name: string;
}

/** `weekly-report:2026-47` */
export const executionId = ({ workflow, name }: ExecutionName): string => `${workflow}:${name}`;

/** Undefined for what is no execution's id. */
export function readExecutionId(id: string): ExecutionName | undefined {
  const [workflow = '', name = '', ...rest] = id.split(':');
  return workflow && EXECUTION_NAME.test(name) && rest.length === 0 ? { workflow, name } : undefined;
}

/** From `arn:aws:states:us-east-1:123456789012:execution:signalbox-dev-workflow-weekly-report:2026-47`. Throws for any other. */
export function executionOfArn(prefix: string, arn: string): ExecutionName {
  const [machine = '', name = ''] = arn.split(':').slice(6);
  const start = machineName(prefix, '');
  if (!machine.startsWith(start) || !name) throw new Error(`${arn} is no execution of a workflow of ${prefix}.`);
  return { workflow: machine.slice(start.length), name };
}

export const conversationOf = (execution: ExecutionName): string => CONVERSATION_PREFIX + executionId(execution);
/** Undefined for a conversation that is no execution's. */
export const executionOfConversation = (conversation: string): ExecutionName | undefined =>
  conversation.startsWith(CONVERSATION_PREFIX)
    ? readExecutionId(conversation.slice(CONVERSATION_PREFIX.length))
    : undefined;
export const workflowSender = (workflow: string): string => WORKFLOW_SENDERS + workflow;
/** To whom answers to its steps are addressed (functions/kit/outgoing.ts). */
export const workflowAddress = (workflow: string): string => `agent:${workflowSender(workflow)}`;
/** Whether a message answers a step of some workflow, which alone it is for. */
export const isForAWorkflow = ({ to }: { readonly to?: string | undefined }): boolean =>
  to?.startsWith(workflowAddress('')) ?? false;

/**
 * The id of the message that a step sends, and of its approval: the same when the step is tried again or redriven, or the workflow
 * that runs this one starts it again, so that whoever has handled it gives the same answer.
 * @param execution ARN
 * @param place which round and item
 * @param index which of several messages
 */
export const stepMessageId = (execution: string, step: string, place: string, index = 0): string =>
  foreignMessageId(withoutTry(execution), `${step}\n${place}\n${index}`);
