/** The systems of the lab's stage: stands in for systems/all.ts in its bundle. */
import { platform } from '../../../systems/platform.ts';
import { lab } from './system.ts';

export const systems = [platform, lab];
