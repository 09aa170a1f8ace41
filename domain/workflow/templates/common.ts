/** What the templates share: what every workflow says of itself, and how an agent is asked. */
import type { JsonSchema, StepsInput, Template, WorkflowInput } from '../../../contracts/workflow.ts';

export type StepInput = StepsInput[number];

/** A day: the longest that an execution of a template lasts unless it is told. */
const DEFAULT_TIMEOUT_S = 86_400;
const DEFAULT_STEP_TIMEOUT_S = 60;

export interface About {
  readonly id: string;
  readonly title: string;
  /** JSON Schema of what an execution is started with, `$input` in expressions. */
  readonly input?: JsonSchema;
  readonly timeoutS?: number;
  /** Longest wait for an answer, where nothing else is said. */
  readonly stepTimeoutS?: number;
}

/** A question to one participant. */
export interface Ask {
  /** `agent:…`, `role:…` or `capability:…` */
  readonly to: string;
  readonly type: string;
  readonly payload: Template;
  /** The type of the answer, whose payload is the step's output. */
  readonly reply: string;
}

export const about = ({ id, title, input, timeoutS, stepTimeoutS }: About) =>
  ({
    id,
    title,
    ...(input && { input }),
    timeoutS: timeoutS ?? DEFAULT_TIMEOUT_S,
    stepTimeoutS: stepTimeoutS ?? DEFAULT_STEP_TIMEOUT_S,
  }) satisfies Partial<WorkflowInput>;

/** The step `id` that asks `participant`. */
export const asking = (id: string, participant: string, { type, payload, reply }: Omit<Ask, 'to'>) =>
  ({ kind: 'task', id, to: participant, type, payload, reply }) satisfies StepInput;

export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
