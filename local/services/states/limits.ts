/** Quotas of Step Functions. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */

/** Input and output of a task, a state or an execution, in UTF-8. */
export const LARGEST_PAYLOAD_BYTES = 256 * 1024;
export const LARGEST_DEFINITION_BYTES = 1024 * 1024;
export const LONGEST_HISTORY_EVENTS = 25_000;
/** Iterations of an inline Map at once, whatever MaxConcurrency says. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
export const INLINE_MAP_AT_ONCE = 40;
/** Child executions of a distributed Map at once. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const DISTRIBUTED_MAP_AT_ONCE = 10_000;
/** How long an execution that has ended can be described, and its name is taken. */
export const CLOSED_EXECUTIONS_DAYS = 90;
/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const RETRY = { attempts: 3, intervalS: 1, backoffRate: 2 } as const;
/** How long a failed execution may be redriven. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
export const REDRIVABLE_DAYS = 14;
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export const PAGE = { default: 100, max: 1000 } as const;
/** An Express execution ends then. https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html */
export const LONGEST_EXPRESS_S = 300;
/** Characters of the name of a state machine, an execution or a state. */
export const LONGEST_NAME = 80;
