/** Reads the fleet's history of a period. Needs the history, to read. */
import { planner } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { history } from '../../../kit/history.ts';
import { createHistorian } from './historian.ts';

export const handler = defineAgent(planner, 'historian', createHistorian(), { history });
