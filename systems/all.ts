/** The systems that a stage runs. */
import { council } from './council.ts';
import { fleet } from './fleet.ts';
import { planner } from './planner.ts';
import { platform } from './platform.ts';
import { studio } from './studio.ts';

export const systems = [platform, fleet, planner, council, studio];
