/** The system of the bench's stage: agents that do next to nothing, one reached directly, one over the queue; and one that takes its time. */
import * as z from 'zod';
import { defineSystem } from '../../../systems/define.ts';

/** How long the slow agent works: it waits, as for a model's answer, and leaves the processor alone. */
export const WORK_MS = 200;

const text = z.strictObject({ text: z.string() });

const input = <const Type extends string>(title: string, carries: Type) =>
  ({ title, group: 'input', carries: [carries], lanes: 'single' }) as const;
const output = <const Type extends string>(title: string, carries: Type) =>
  ({ title, group: 'output', carries: [carries], lanes: 'single', forTheRecord: true }) as const;

export const bench = defineSystem({
  name: 'bench',
  title: 'Bench',
  messages: {
    'bench.direct.asked': text,
    'bench.direct.answered': text,
    'bench.queued.asked': text,
    'bench.queued.answered': text,
    'bench.slow.asked': text,
    'bench.slow.answered': text,
    'bench.told': text,
  },
  channels: {
    'bench.direct.questions': input('Questions, direct', 'bench.direct.asked'),
    'bench.direct.answers': output('Answers, direct', 'bench.direct.answered'),
    'bench.queued.questions': input('Questions, queued', 'bench.queued.asked'),
    'bench.queued.answers': output('Answers, queued', 'bench.queued.answered'),
    'bench.slow.questions': input('Questions that take time', 'bench.slow.asked'),
    'bench.slow.answers': output('Answers that took time', 'bench.slow.answered'),
    'bench.tellings': { ...input('What is told', 'bench.told'), forTheRecord: true },
  },
  inputs: ['bench.direct.questions', 'bench.queued.questions', 'bench.slow.questions', 'bench.tellings'],
  agents: {
    direct: {
      title: 'Direct',
      role: 'answerer',
      capabilities: [],
      subscribes: ['bench.direct.questions'],
      publishes: ['bench.direct.answered'],
      effects: 'pure',
      reachedBy: ['direct', 'queue'],
      entry: 'bench/direct',
    },
    queued: {
      title: 'Queued',
      role: 'answerer',
      capabilities: [],
      subscribes: ['bench.queued.questions'],
      publishes: ['bench.queued.answered'],
      effects: 'pure',
      entry: 'bench/queued',
    },
    slow: {
      title: 'Slow',
      role: 'answerer',
      capabilities: [],
      subscribes: ['bench.slow.questions'],
      publishes: ['bench.slow.answered'],
      effects: 'pure',
      reachedBy: ['direct', 'queue'],
      entry: 'bench/slow',
    },
  },
});
