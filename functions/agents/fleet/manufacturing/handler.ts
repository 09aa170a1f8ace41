/** Learns from the field what fails. */
import { fleet } from '../../../../systems/fleet.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { manufacturing } from './manufacturing.ts';

export const handler = defineAgent(fleet, 'manufacturing', manufacturing);
