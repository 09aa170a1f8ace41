/** One half of a loop: answers each ping with a pong, for ever, until the hops run out. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'pinger', { 'trial.ping': () => [{ type: 'trial.pong', payload: {} }] });
