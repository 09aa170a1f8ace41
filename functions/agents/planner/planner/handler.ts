/** Makes plans for goals, by rules. */
import { rules } from '../../../../domain/planner/rules.ts';
import { planner } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { createPlanner } from './planner.ts';

export const handler = defineAgent(planner, 'planner', createPlanner(rules));
