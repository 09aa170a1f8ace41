/**
 * The council: agents that debate a question to a consensus, or find out that there is none.
 *
 *   question ──> nine debaters, round by round ──> moderator: agreed, stalled, or another round ──> judge, person where wanted
 *
 * The order is the workflow's (council/workflow.ts). Whether they agree is computed from their turns (domain/council/consensus.ts): the
 * moderator's model writes the summary, and has no say in it.
 */
import type { AgentDefinition } from '../contracts/system.ts';
import { type DEBATERS, ROLES } from '../domain/council/roles.ts';
import { debaterInChat, judgeInChat } from './council/chat.ts';
import {
  judgementMade,
  judgementRequested,
  turnRequested,
  turnTaken,
  verdictGiven,
  verdictRequested,
} from './council/payloads.ts';
import { debateWorkflow } from './council/workflow.ts';
import { defineSystem } from './define.ts';
import { platformChannels, platformMessages } from './platform.ts';

/** A model's answer with all its tries. */
const TIMEOUT_S = 180;

const debater = (name: (typeof DEBATERS)[number]) =>
  ({
    title: ROLES[name].title,
    role: name,
    capabilities: ['debating'],
    subscribes: ['council.turn.request'],
    publishes: ['council.turn.taken'],
    // A turn is paid for.
    effects: 'once',
    entry: `agents/council/${name}`,
    reachedBy: ['direct', 'queue'],
    needs: ['model'],
    model: { budgetUsd: { conversation: 0.5 } },
    chat: debaterInChat(name),
    timeoutS: TIMEOUT_S,
  }) as const satisfies AgentDefinition;

export const council = defineSystem({
  name: 'council',
  title: 'Council',
  messages: {
    ...platformMessages,
    'council.turn.requested': turnRequested,
    'council.turn.taken': turnTaken,
    'council.judgement.requested': judgementRequested,
    'council.judgement.made': judgementMade,
    'council.verdict.requested': verdictRequested,
    'council.verdict.given': verdictGiven,
  },
  channels: {
    ...platformChannels,
    'council.turn.request': {
      title: 'Turns wanted',
      group: 'processing',
      carries: ['council.turn.requested'],
      lanes: 'single',
    },
    'council.turn.result': {
      title: 'Turns',
      group: 'processing',
      carries: ['council.turn.taken'],
      lanes: 'single',
      forTheRecord: true,
    },
    'council.judgement.request': {
      title: 'Rounds to be judged',
      group: 'processing',
      carries: ['council.judgement.requested'],
      lanes: 'single',
    },
    'council.judgement.result': {
      title: 'Judgements of rounds',
      group: 'processing',
      carries: ['council.judgement.made'],
      lanes: 'single',
      forTheRecord: true,
    },
    'council.verdict.request': {
      title: 'Debates to be decided',
      group: 'processing',
      carries: ['council.verdict.requested'],
      lanes: 'single',
    },
    'council.verdict.result': {
      title: 'Verdicts',
      group: 'processing',
      carries: ['council.verdict.given'],
      lanes: 'single',
      forTheRecord: true,
    },
  },
  inputs: [],
  agents: {
    advocate: debater('advocate'),
    sceptic: debater('sceptic'),
    analyst: debater('analyst'),
    expert: debater('expert'),
    economist: debater('economist'),
    engineer: debater('engineer'),
    ethicist: debater('ethicist'),
    user: debater('user'),
    historian: debater('historian'),
    moderator: {
      title: 'Moderator',
      role: 'moderator',
      capabilities: ['moderation'],
      subscribes: ['council.judgement.request'],
      publishes: ['council.judgement.made'],
      effects: 'once',
      entry: 'agents/council/moderator',
      reachedBy: ['direct', 'queue'],
      needs: ['model'],
      model: { budgetUsd: { conversation: 0.5 } },
      timeoutS: TIMEOUT_S,
    },
    judge: {
      title: 'Judge',
      role: 'judge',
      capabilities: ['judgement'],
      subscribes: ['council.verdict.request'],
      publishes: ['council.verdict.given'],
      effects: 'once',
      entry: 'agents/council/judge',
      reachedBy: ['direct', 'queue'],
      needs: ['model'],
      model: { budgetUsd: { conversation: 0.5 } },
      chat: judgeInChat,
      timeoutS: TIMEOUT_S,
    },
  },
  workflows: [debateWorkflow],
});
