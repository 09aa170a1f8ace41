/** Takes probes. That it did is in the history; who wants an answer sends with `expects: 'ack'`. */
import { platform } from '../../../systems/platform.ts';
import { defineAgent } from '../../kit/define-agent.ts';

export const handler = defineAgent(platform, 'echo', { 'platform.probe': () => [] });
