/** Criticises plans, by what the systems of this stage declare. */
import { createCatalogue } from '../../../../domain/catalogue.ts';
import { systems } from '../../../../systems/all.ts';
import { planner } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { createCritic } from './critic.ts';

export const handler = defineAgent(planner, 'critic', createCritic(createCatalogue(systems)));
