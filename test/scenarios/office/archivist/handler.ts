/** Runs errands; reached over its queue alone. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { errands } from '../errands.ts';
import { office } from '../system.ts';

export const handler = defineAgent(office, 'archivist', errands('archivist'));
