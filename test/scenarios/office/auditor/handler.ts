/** Hears notices, deliveries and what others have done; says whether the debaters of a round agree. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { office } from '../system.ts';

const heard = () => [];

export const handler = defineAgent(office, 'auditor', {
  'office.errand.done': heard,
  'office.errand.progress': heard,
  'office.turn.taken': heard,
  'office.verdict': heard,
  'office.notice': heard,
  'office.delivery': heard,
  'office.verdict.wanted': ({ payload: { round, turns } }) => [
    { type: 'office.verdict', payload: { agreed: round >= 2, heard: turns.length } },
  ],
});
