/** Books the workshop. */
import { fleet } from '../../../../systems/fleet.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { scheduling } from './scheduling.ts';

export const handler = defineAgent(fleet, 'scheduling', scheduling);
