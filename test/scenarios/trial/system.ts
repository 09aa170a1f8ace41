/**
 * A system made for trials: agents that fail, answer late, publish to each other for ever, or reach for what is not theirs, each
 * as the message tells them. Its stage runs beside the platform's own system, from the same templates.
 */
import * as z from 'zod';
import { defineSystem } from '../../../systems/define.ts';

/** Ways out of an agent's permissions. */
export const INTRUSIONS = ['foreign-type', 'foreign-sender', 'foreign-queue', 'foreign-state', 'own-state'] as const;

const input = <const Type extends string>(title: string, carries: Type) =>
  ({ title, group: 'input', carries: [carries], lanes: 'single' }) as const;

const output = <const Type extends string>(title: string, carries: Type) =>
  ({ title, group: 'output', carries: [carries], lanes: 'single' }) as const;

export const trial = defineSystem({
  name: 'trial',
  title: 'Trial',
  messages: {
    /** Fails so many times, then is done. A crash takes the whole function with it. */
    'trial.work': z.strictObject({
      failures: z.int().min(0),
      crash: z.boolean().optional(),
      note: z.string().optional(),
    }),
    /** Books a place, which counts how often it was booked. */
    'trial.booking': z.strictObject({ place: z.string() }),
    'trial.booked': z.strictObject({ place: z.string(), times: z.int() }),
    /** Answered from this attempt on. */
    'trial.question': z.strictObject({ answeredFrom: z.int() }),
    'trial.answer': z.strictObject({ toAttempt: z.int() }),
    /** Gives back what it got, so many times over. */
    'trial.copying': z.strictObject({ text: z.string(), times: z.int().min(1) }),
    'trial.copy': z.strictObject({ text: z.string() }),
    'trial.ping': z.strictObject({}),
    'trial.pong': z.strictObject({}),
    'trial.intrusion': z.strictObject({ by: z.enum(INTRUSIONS) }),
    'trial.intruded': z.strictObject({ by: z.enum(INTRUSIONS), outcome: z.string() }),
  },
  channels: {
    'trial.works': { ...input('Work', 'trial.work'), lanes: 'per-priority' },
    'trial.bookings': input('Bookings', 'trial.booking'),
    'trial.booked': output('Booked', 'trial.booked'),
    'trial.questions': input('Questions', 'trial.question'),
    'trial.answers': output('Answers', 'trial.answer'),
    'trial.copyings': input('Copying', 'trial.copying'),
    'trial.copies': output('Copies', 'trial.copy'),
    'trial.pings': input('Pings', 'trial.ping'),
    'trial.pongs': output('Pongs', 'trial.pong'),
    'trial.intrusions': input('Intrusions', 'trial.intrusion'),
    'trial.intruded': output('Intruded', 'trial.intruded'),
  },
  inputs: [
    'trial.works',
    'trial.bookings',
    'trial.copyings',
    'trial.questions',
    'trial.answers',
    'trial.pings',
    'trial.intrusions',
  ],
  agents: {
    worker: {
      capabilities: [],
      title: 'Worker',
      role: 'worker',
      subscribes: ['trial.works'],
      publishes: [],
      effects: 'pure',
      keepsState: true,
      entry: 'trial/worker',
    },
    booker: {
      capabilities: [],
      title: 'Booker',
      role: 'booker',
      subscribes: ['trial.bookings'],
      publishes: ['trial.booked'],
      effects: 'once',
      keepsState: true,
      entry: 'trial/booker',
    },
    copier: {
      capabilities: [],
      title: 'Copier',
      role: 'copier',
      subscribes: ['trial.copyings'],
      publishes: ['trial.copy'],
      effects: 'once',
      entry: 'trial/copier',
    },
    answerer: {
      capabilities: [],
      title: 'Answerer',
      role: 'answerer',
      subscribes: ['trial.questions'],
      publishes: ['trial.answer'],
      effects: 'pure',
      entry: 'trial/answerer',
    },
    pinger: {
      capabilities: [],
      title: 'Pinger',
      role: 'pinger',
      subscribes: ['trial.pings'],
      publishes: ['trial.pong'],
      effects: 'pure',
      entry: 'trial/pinger',
    },
    ponger: {
      capabilities: [],
      title: 'Ponger',
      role: 'ponger',
      subscribes: ['trial.pongs'],
      publishes: ['trial.ping'],
      effects: 'pure',
      entry: 'trial/ponger',
    },
    intruder: {
      capabilities: [],
      title: 'Intruder',
      role: 'intruder',
      subscribes: ['trial.intrusions'],
      publishes: ['trial.intruded'],
      effects: 'pure',
      keepsState: true,
      entry: 'trial/intruder',
    },
    ledger: {
      capabilities: [],
      title: 'Ledger',
      role: 'ledger',
      subscribes: ['trial.booked', 'trial.copies', 'trial.answers', 'trial.intruded'],
      publishes: [],
      effects: 'pure',
      entry: 'trial/ledger',
    },
  },
});
