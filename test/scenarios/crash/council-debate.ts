/** The debate that is killed. */
import { DEBATERS } from '../../../domain/council/roles.ts';

export const DEBATE = { name: 'killed', topic: 'Should the fleet go electric by 2030?' };
export const FUNCTIONS = [...DEBATERS, 'moderator'].map((name) => `council-${name}`);
