/** What an agent's function works with in tests: everything in memory. What becomes of its messages each test takes itself. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { type AgentDeps, acknowledgement } from '../../../functions/kit/agent-deps.ts';
import { memoryState } from '../fleet-agents/memory-state.ts';
import { fakeLog, memoryClaim, memoryPayloads } from './fakes.ts';

type Given = Partial<AgentDeps> & Pick<AgentDeps, 'clock' | 'publish' | 'deadLetter' | 'recordOutcomes'>;

/** @param agent id on the bus: `fleet.analyst` */
export const memoryDeps = (agent: string, given: Given): AgentDeps => ({
  log: fakeLog() as unknown as Logger,
  state: memoryState(),
  payloads: memoryPayloads(),
  claim: memoryClaim(),
  remove: async () => {},
  measure: () => {},
  heartbeat: async () => {},
  acknowledge: (about, index) => acknowledgement(agent, about, index, given.clock.now()),
  ...given,
});

/** Writes down what an agent gives up, and what fails in it: `analyst: HandlerFailed …`. */
export const failuresInto = (failures: string[], name: string): Pick<AgentDeps, 'deadLetter' | 'recordOutcomes'> => ({
  deadLetter: async (_, { code, message }) => {
    failures.push(`${name}: ${code} ${message}`);
  },
  recordOutcomes: async (outcomes) => {
    for (const { error } of outcomes) if (error) failures.push(`${name}: ${error.code} ${error.reason}`);
  },
});
