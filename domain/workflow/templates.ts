/** Workflows ready to use: each makes a definition from what differs. A runnable example of each is in docs/guides/workflows. */
import { approvalGate } from './templates/approval-gate.ts';
import { escalationChain } from './templates/escalation-chain.ts';
import { periodicReport } from './templates/periodic-report.ts';
import { planAndApprove } from './templates/plan-and-approve.ts';
import { requestAndReply } from './templates/request-and-reply.ts';
import { saga } from './templates/saga.ts';
import { scatterAndGather } from './templates/scatter-and-gather.ts';

/** By the names of their examples. `needs` says what to have before. */
export const TEMPLATES = {
  'request-and-reply': {
    title: 'Ask one participant and wait for its answer',
    needs: ['an agent that answers the type of the request, or acknowledges it'],
    make: requestAndReply,
  },
  'scatter-and-gather': {
    title: 'Ask several at once and go on when enough have answered',
    needs: ['one or more agents that answer the type of the request', 'how many answers are enough'],
    make: scatterAndGather,
  },
  saga: {
    title: 'Do one thing after the other, and undo what was done when one fails',
    needs: ['an agent for each action', 'for each action that leaves something behind, a message that undoes it'],
    make: saga,
  },
  'escalation-chain': {
    title: 'Ask the first, then the next, and a person at the end',
    needs: [
      'two levels or more that answer the same type',
      'how long each may take',
      'who decides when nobody answers',
    ],
    make: escalationChain,
  },
  'approval-gate': {
    title: 'Act only when people approve',
    needs: ['who may approve, and by when', 'an agent for the action'],
    make: approvalGate,
  },
  'periodic-report': {
    title: 'Gather sections on a schedule and deliver what there is',
    needs: ['a schedule', 'an agent for each section', 'a message that takes the report'],
    make: periodicReport,
  },
  'plan-and-approve': {
    title: 'Plan, criticise, approve, execute',
    needs: ['a planner, a critic and an executor', 'who may approve, and by when', 'how many rounds at most'],
    make: planAndApprove,
  },
} as const;
