/**
 * The planner system: a goal becomes a plan, which is criticised, approved by a person, and carried out.
 *
 *   goal ──> planner ──> critic ──> person ──> workers, task by task ──> result
 *              └─<── reasons ──┴─<── reason ──┘
 *
 * The order of work is the workflow's (planner/workflow.ts); agents know their channels and nobody else. Tasks travel on one
 * channel to whoever has the capability: a worker more is an agent more that subscribes to it.
 */
import { defineSystem } from './define.ts';
import { PLANNER_CHAT } from './planner/chat.ts';
import { PLAN_S } from './planner/common.ts';
import { planAndExecute } from './planner/workflow.ts';
import { planMade, planRequested, reviewMade, reviewRequested, taskDone, taskRequested } from './planner/payloads.ts';
import { platformChannels, platformMessages } from './platform.ts';

export const planner = defineSystem({
  name: 'planner',
  title: 'Planner',
  messages: {
    ...platformMessages,
    'planner.plan.requested': planRequested,
    'planner.plan.made': planMade,
    'planner.review.requested': reviewRequested,
    'planner.review.made': reviewMade,
    'planner.task.requested': taskRequested,
    'planner.task.done': taskDone,
  },
  channels: {
    ...platformChannels,
    'planner.plan.request': {
      title: 'Plans wanted',
      group: 'processing',
      carries: ['planner.plan.requested'],
      lanes: 'single',
    },
    'planner.plan.result': {
      title: 'Plans',
      group: 'processing',
      carries: ['planner.plan.made'],
      lanes: 'single',
      forTheRecord: true,
    },
    'planner.review.request': {
      title: 'Plans to be criticised',
      group: 'processing',
      carries: ['planner.review.requested'],
      lanes: 'single',
    },
    'planner.review.result': {
      title: 'Criticism of plans',
      group: 'processing',
      carries: ['planner.review.made'],
      lanes: 'single',
      forTheRecord: true,
    },
    'planner.task.request': {
      title: 'Tasks of plans',
      group: 'processing',
      carries: ['planner.task.requested'],
      lanes: 'single',
    },
    'planner.task.result': {
      title: 'What came of tasks',
      group: 'processing',
      carries: ['planner.task.done'],
      lanes: 'single',
      forTheRecord: true,
    },
  },
  inputs: [],
  agents: {
    planner: {
      title: 'Planner',
      role: 'planner',
      capabilities: ['planning'],
      subscribes: ['planner.plan.request'],
      publishes: ['planner.plan.made'],
      // Its calls of a model are paid.
      effects: 'once',
      entry: 'agents/planner/planner',
      chat: PLANNER_CHAT.planner,
      reachedBy: ['direct', 'queue'],
      needs: ['model'],
      model: { budgetUsd: { conversation: 1, day: 10 } },
      timeoutS: PLAN_S,
    },
    critic: {
      title: 'Critic',
      role: 'critic',
      capabilities: ['plan-review'],
      subscribes: ['planner.review.request'],
      publishes: ['planner.review.made'],
      effects: 'pure',
      entry: 'agents/planner/critic',
      chat: PLANNER_CHAT.critic,
      reachedBy: ['direct', 'queue'],
    },
    historian: {
      title: 'Historian of the fleet',
      role: 'historian',
      capabilities: ['fleet-history'],
      subscribes: ['planner.task.request'],
      publishes: ['planner.task.done'],
      effects: 'pure',
      entry: 'agents/planner/historian',
      reachedBy: ['direct', 'queue'],
      needs: ['history'],
      // A week of a large fleet is many rows.
      timeoutS: 240,
      memoryMb: 1024,
    },
    analyst: {
      title: 'Analyst of trends',
      role: 'trend-analyst',
      capabilities: ['trend-analysis'],
      subscribes: ['planner.task.request'],
      publishes: ['planner.task.done'],
      effects: 'pure',
      entry: 'agents/planner/analyst',
      reachedBy: ['direct', 'queue'],
    },
    writer: {
      title: 'Writer of reports',
      role: 'writer',
      capabilities: ['report-writing'],
      subscribes: ['planner.task.request'],
      publishes: ['planner.task.done'],
      // The same task writes the same file again.
      effects: 'pure',
      entry: 'agents/planner/writer',
      reachedBy: ['direct', 'queue'],
      needs: ['files'],
    },
  },
  workflows: [planAndExecute],
});
