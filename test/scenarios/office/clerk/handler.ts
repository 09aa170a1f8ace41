/** Runs errands; reached directly, or over its queue. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { errands } from '../errands.ts';
import { office } from '../system.ts';

export const handler = defineAgent(office, 'clerk', errands('clerk'));
