/** Request and reply: one participant is asked, and its answer, or that it has taken the message, is the result. */
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, about, asking } from './common.ts';

export interface RequestAndReply extends About {
  readonly to: string;
  readonly type: string;
  readonly payload: Template;
  /** Without it, the acknowledgement is waited for. */
  readonly reply?: string;
  /** Tries in all. */
  readonly attempts?: number;
}

export function requestAndReply({ to, type, payload, reply, attempts = 3, ...rest }: RequestAndReply): WorkflowInput {
  return {
    ...about(rest),
    participants: { participant: to },
    retry: { maxAttempts: attempts },
    steps: [
      reply === undefined
        ? { kind: 'message', id: 'request', to: 'participant', type, payload, expects: 'ack' }
        : asking('request', 'participant', { type, payload, reply }),
    ],
    result: '{% $request %}',
  };
}
