/** A system of one agent, which a test may let ask models. */
import * as z from 'zod';
import type { AgentDefinition } from '../../contracts/system.ts';
import { defineSystem } from '../../systems/define.ts';

export const thinking = (more: Pick<AgentDefinition, 'needs' | 'model' | 'timeoutS'>) =>
  defineSystem({
    name: 'lab',
    title: 'Lab',
    messages: { 'lab.asked': z.strictObject({}) },
    channels: { 'lab.in': { title: 'In', group: 'input', carries: ['lab.asked'], lanes: 'single' } },
    inputs: ['lab.in'],
    agents: {
      thinker: {
        title: 'Thinker',
        role: 'thinker',
        capabilities: [],
        subscribes: ['lab.in'],
        publishes: [],
        effects: 'once',
        entry: 'lab/thinker',
        timeoutS: 300,
        ...more,
      },
    },
  });
