/** Channels and their lanes, in words that every room shares. */
import type { Priority } from './message.ts';

/** `per-priority`: a lane for each priority; `single`: one lane for all. */
export type LanePlan = 'per-priority' | 'single';
export type Lane = Priority | 'all';
