/** Leads each case from the vehicle's data to its end. */
import { fleet } from '../../../../systems/fleet.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { orchestrator } from './orchestrator.ts';

export const handler = defineAgent(fleet, 'orchestrator', orchestrator);
