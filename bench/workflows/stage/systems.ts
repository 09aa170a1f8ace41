/** The systems of the bench's stage: stands in for systems/all.ts in its bundle. */
import { platform } from '../../../systems/platform.ts';
import { bench } from './system.ts';

export const systems = [platform, bench];
