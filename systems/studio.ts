/**
 * The studio: five roles that make a small piece of software from a request.
 *
 *   business analyst ──> developer, QA engineer (rounds of review) ──> DevOps engineer, technical writer
 *
 * The order of work is the workflow's (studio/workflow.ts); the roles know their channels and nobody else. What they make are files
 * of the execution, in revisions; messages carry names, sizes and hashes of files, never their texts.
 */
import { defineSystem } from './define.ts';
import { platformChannels, platformMessages } from './platform.ts';
import { STUDIO_CHAT } from './studio/chat.ts';
import {
  analysisMade,
  analysisRequested,
  codeMade,
  codeRequested,
  deploymentMade,
  deploymentRequested,
  designMade,
  designRequested,
  documentationMade,
  documentationRequested,
  reviewMade,
  reviewRequested,
  testsMade,
  testsRequested,
} from './studio/payloads.ts';
import { buildSoftware } from './studio/workflow.ts';

/** A role answers within it, two calls of a slow model included. */
const TIMEOUT_S = 300;
/** Of one role, US dollars: a project has some ten calls in all. */
const BUDGET = { conversation: 2, day: 20 };

export const studio = defineSystem({
  name: 'studio',
  title: 'Software studio',
  messages: {
    ...platformMessages,
    'studio.analysis.requested': analysisRequested,
    'studio.analysis.made': analysisMade,
    'studio.design.requested': designRequested,
    'studio.design.made': designMade,
    'studio.code.requested': codeRequested,
    'studio.code.made': codeMade,
    'studio.tests.requested': testsRequested,
    'studio.tests.made': testsMade,
    'studio.review.requested': reviewRequested,
    'studio.review.made': reviewMade,
    'studio.deployment.requested': deploymentRequested,
    'studio.deployment.made': deploymentMade,
    'studio.documentation.requested': documentationRequested,
    'studio.documentation.made': documentationMade,
  },
  channels: {
    ...platformChannels,
    'studio.analysis.request': {
      title: 'Requests to be analysed',
      group: 'processing',
      carries: ['studio.analysis.requested'],
      lanes: 'single',
    },
    'studio.development.request': {
      title: 'Designs and code wanted',
      group: 'processing',
      carries: ['studio.design.requested', 'studio.code.requested'],
      lanes: 'single',
    },
    'studio.quality.request': {
      title: 'Tests and reviews wanted',
      group: 'processing',
      carries: ['studio.tests.requested', 'studio.review.requested'],
      lanes: 'single',
    },
    'studio.deployment.request': {
      title: 'Plans of deployment wanted',
      group: 'processing',
      carries: ['studio.deployment.requested'],
      lanes: 'single',
    },
    'studio.documentation.request': {
      title: 'Documents wanted',
      group: 'processing',
      carries: ['studio.documentation.requested'],
      lanes: 'single',
    },
    'studio.result': {
      title: 'What the roles made',
      group: 'processing',
      carries: [
        'studio.analysis.made',
        'studio.design.made',
        'studio.code.made',
        'studio.tests.made',
        'studio.review.made',
        'studio.deployment.made',
        'studio.documentation.made',
      ],
      lanes: 'single',
      forTheRecord: true,
    },
  },
  inputs: [],
  agents: {
    analyst: {
      title: 'Business analyst',
      role: 'business-analyst',
      capabilities: ['requirements'],
      subscribes: ['studio.analysis.request'],
      publishes: ['studio.analysis.made'],
      // Every role pays for its answer.
      effects: 'once',
      entry: 'agents/studio/analyst',
      reachedBy: ['direct', 'queue'],
      needs: ['model'],
      model: { budgetUsd: BUDGET },
      chat: STUDIO_CHAT.analyst,
      timeoutS: TIMEOUT_S,
    },
    developer: {
      title: 'Developer',
      role: 'developer',
      capabilities: ['development'],
      subscribes: ['studio.development.request'],
      publishes: ['studio.design.made', 'studio.code.made'],
      effects: 'once',
      entry: 'agents/studio/developer',
      reachedBy: ['direct', 'queue'],
      needs: ['model', 'artefacts'],
      model: { budgetUsd: BUDGET },
      chat: STUDIO_CHAT.developer,
      timeoutS: TIMEOUT_S,
    },
    qa: {
      title: 'QA engineer',
      role: 'qa-engineer',
      capabilities: ['quality-assurance'],
      subscribes: ['studio.quality.request'],
      publishes: ['studio.tests.made', 'studio.review.made'],
      effects: 'once',
      entry: 'agents/studio/qa',
      reachedBy: ['direct', 'queue'],
      needs: ['model', 'artefacts'],
      model: { budgetUsd: BUDGET },
      chat: STUDIO_CHAT.qa,
      timeoutS: TIMEOUT_S,
    },
    devops: {
      title: 'DevOps engineer',
      role: 'devops-engineer',
      capabilities: ['deployment-planning'],
      subscribes: ['studio.deployment.request'],
      publishes: ['studio.deployment.made'],
      effects: 'once',
      entry: 'agents/studio/devops',
      reachedBy: ['direct', 'queue'],
      needs: ['model', 'artefacts'],
      model: { budgetUsd: BUDGET },
      chat: STUDIO_CHAT.devops,
      timeoutS: TIMEOUT_S,
    },
    writer: {
      title: 'Technical writer',
      role: 'technical-writer',
      capabilities: ['technical-writing'],
      subscribes: ['studio.documentation.request'],
      publishes: ['studio.documentation.made'],
      effects: 'once',
      entry: 'agents/studio/writer',
      reachedBy: ['direct', 'queue'],
      needs: ['model', 'artefacts'],
      model: { budgetUsd: BUDGET },
      chat: STUDIO_CHAT.writer,
      timeoutS: TIMEOUT_S,
    },
  },
  workflows: [buildSoftware],
});
