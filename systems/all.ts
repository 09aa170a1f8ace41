/** The systems that a stage runs. */
import { fleet } from './fleet.ts';
import { planner } from './planner.ts';
import { platform } from './platform.ts';

export const systems = [platform, fleet, planner];
