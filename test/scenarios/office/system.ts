/**
 * A system for workflows to work with: clerks who run errands as the errand tells them, and who can be reached directly or over
 * their queues; an auditor who hears notices and keeps the rest.
 */
import * as z from 'zod';
import { DEBATE_PHASES } from '../../../contracts/workflow.ts';
import { defineSystem } from '../../../systems/define.ts';
import { platformChannels, platformMessages } from '../../../systems/platform.ts';
import { officeWorkflows } from './workflows.ts';

/** How an errand ends. `fails` counts down over all its deliveries: it fails so many times, then is done. */
const errand = z.strictObject({
  text: z.string(),
  how: z.enum(['done', 'silent', 'crash', 'progress']).default('done'),
  fails: z.int().min(0).default(0),
  /** The answer has so many characters more. */
  bytes: z.int().min(0).default(0),
  /** Any data that comes along. */
  with: z.unknown().optional(),
});

const errandDone = z.strictObject({
  text: z.string(),
  by: z.string(),
  /** How often an errand of this text was run, by anyone of this agent. */
  times: z.int(),
  padding: z.string().optional(),
  with: z.unknown().optional(),
});

const turn = z.strictObject({
  topic: z.string(),
  round: z.int(),
  rounds: z.int(),
  phase: z.enum(DEBATE_PHASES),
  turns: z.array(z.unknown()),
});

const channel = <const Group extends 'input' | 'processing' | 'output', const Type extends string>(
  group: Group,
  title: string,
  ...carries: Type[]
) => ({ title, group, carries, lanes: 'single' }) as const;

const clerk = {
  role: 'clerk',
  subscribes: ['office.errands', 'office.turns'],
  publishes: ['office.errand.done', 'office.errand.progress', 'office.turn.taken'],
  effects: 'once',
  keepsState: true,
} as const;

export const office = defineSystem({
  name: 'office',
  title: 'Office',
  messages: {
    ...platformMessages,
    'office.errand': errand,
    'office.errand.done': errandDone,
    'office.errand.progress': z.strictObject({ text: z.string() }),
    'office.turn': turn,
    'office.turn.taken': z.strictObject({ by: z.string(), stance: z.number() }),
    'office.verdict.wanted': turn,
    'office.verdict': z.strictObject({ agreed: z.boolean(), heard: z.int() }),
    'office.notice': z.strictObject({ text: z.string() }),
    'office.delivery': z.strictObject({ order: z.string(), weight: z.number() }),
  },
  channels: {
    ...platformChannels,
    'office.errands': channel('processing', 'Errands', 'office.errand'),
    'office.done': channel('output', 'Errands run', 'office.errand.done', 'office.errand.progress'),
    'office.turns': channel('processing', 'Turns wanted', 'office.turn'),
    'office.turns.taken': channel('output', 'Turns taken', 'office.turn.taken'),
    'office.verdicts.wanted': channel('processing', 'Verdicts wanted', 'office.verdict.wanted'),
    'office.verdicts': channel('output', 'Verdicts', 'office.verdict'),
    'office.notices': channel('processing', 'Notices', 'office.notice'),
    'office.deliveries': channel('input', 'Deliveries', 'office.delivery'),
  },
  inputs: [
    'office.deliveries',
    // workflows send to these; nobody else has to
    'office.errands',
    'office.turns',
    'office.verdicts.wanted',
    'office.notices',
  ],
  workflows: officeWorkflows,
  agents: {
    clerk: {
      ...clerk,
      title: 'Clerk',
      capabilities: ['filing'],
      reachedBy: ['direct', 'queue'],
      entry: 'office/clerk',
    },
    archivist: { ...clerk, title: 'Archivist', capabilities: ['filing', 'archiving'], entry: 'office/archivist' },
    auditor: {
      title: 'Auditor',
      role: 'auditor',
      capabilities: ['auditing'],
      subscribes: [
        'office.done',
        'office.turns.taken',
        'office.verdicts.wanted',
        'office.verdicts',
        'office.notices',
        'office.deliveries',
      ],
      publishes: ['office.verdict'],
      effects: 'pure',
      entry: 'office/auditor',
    },
  },
});
