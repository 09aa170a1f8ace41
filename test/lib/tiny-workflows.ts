/** A system with workflows, for tests of what they become: one that messages move, one that a time starts and that calls the first. */
import * as z from 'zod';
import type { WorkflowInput } from '../../contracts/workflow.ts';
import { defineSystem } from '../../systems/define.ts';

export const errands: WorkflowInput = {
  id: 'errands',
  title: 'Errands',
  trigger: { kind: 'message', type: 'tiny.asked', where: { payload: { urgent: [true] } } },
  steps: [
    { id: 'tell', kind: 'message', type: 'tiny.told', payload: {} },
    { id: 'answer', kind: 'wait', message: { type: 'tiny.answered' }, timeoutS: 60 },
  ],
};
export const weekly: WorkflowInput = {
  id: 'weekly',
  title: 'Weekly',
  trigger: { kind: 'schedule', expression: 'cron(0 6 ? * MON *)', timezone: 'Europe/Berlin', input: { week: true } },
  steps: [{ id: 'run', kind: 'subworkflow', workflow: 'errands' }],
};

export const tiny = (workflows: readonly WorkflowInput[], reachedBy: readonly ('direct' | 'queue')[] = ['queue']) => ({
  ...defineSystem({
    name: 'tiny',
    title: 'Tiny',
    messages: {
      'tiny.asked': z.strictObject({ urgent: z.boolean().optional() }),
      'tiny.answered': z.strictObject({}),
      'tiny.told': z.strictObject({}),
    },
    channels: {
      'tiny.in': { title: 'In', group: 'input', carries: ['tiny.asked', 'tiny.told'], lanes: 'single' },
      'tiny.out': { title: 'Out', group: 'output', carries: ['tiny.answered'], lanes: 'single' },
    },
    inputs: ['tiny.in'],
    agents: {
      worker: {
        title: 'Worker',
        role: 'worker',
        capabilities: [],
        subscribes: ['tiny.in', 'tiny.out'],
        publishes: ['tiny.answered'],
        effects: 'pure',
        entry: 'agents/tiny/worker',
        timeoutS: 120,
        reachedBy,
        needs: ['history', 'files'],
      },
    },
  }),
  workflows,
});
