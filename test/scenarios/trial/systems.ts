/** The systems of the trial's stage: stands in for systems/all.ts in its bundle. */
import { platform } from '../../../systems/platform.ts';
import { trial } from './system.ts';

export const systems = [platform, trial];
