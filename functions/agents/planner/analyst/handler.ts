/** Finds what changed between two periods of the fleet's history. */
import { planner } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { analyst } from './analyst.ts';

export const handler = defineAgent(planner, 'analyst', analyst);
