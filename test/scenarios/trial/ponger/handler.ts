/** The other half of the loop. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'ponger', { 'trial.pong': () => [{ type: 'trial.ping', payload: {} }] });
