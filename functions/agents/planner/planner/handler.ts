/** Makes plans for goals. Needs: models. */
import { planner as system } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { planner } from './planner.ts';

export const handler = defineAgent(system, 'planner', planner, { model });
