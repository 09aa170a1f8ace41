/** Quotas, each from AWS's list or from the page it names. https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html */

export const GROUPS = 500;
export const PAGE = { default: 100, max: 100 } as const;
export const WINDOW_MINUTES = 1_440;
