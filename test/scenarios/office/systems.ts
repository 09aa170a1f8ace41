/** The systems of the office's stage: stands in for systems/all.ts in its bundle. */
import { platform } from '../../../systems/platform.ts';
import { office } from './system.ts';

export const systems = [platform, office];
