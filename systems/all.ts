/** The systems that a stage runs. */
import { fleet } from './fleet.ts';
import { platform } from './platform.ts';

export const systems = [platform, fleet];
