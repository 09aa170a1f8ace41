/** Tells customers what was found, and records what they say. Who answers is the simulated customer: see customer-responses.ts. */
import { simulatedCustomer } from '../../../../domain/fleet/customer-responses.ts';
import { fleet } from '../../../../systems/fleet.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { createEngagement } from './engagement.ts';

export const handler = defineAgent(fleet, 'engagement', createEngagement(simulatedCustomer));
