/** Beginning debates over HTTP: what each may spend, by the prices of the stage, and whose cap it is when two take a name at once. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { createDebates } from '../../../functions/api/debates/debates.ts';
import type { DebatesDeps } from '../../../functions/api/debates/deps.ts';
import type { ExecutionControl } from '../../../functions/kit/workflow/control.ts';
import type { ExecutionReader } from '../../../functions/kit/workflow/executions.ts';
import { systems } from '../../../systems/all.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import { caller } from './caller.ts';

const OWN = 'openai-compatible:own';
const BODY = { name: 'one', topic: 'Tea', debaters: ['sceptic', 'user'], maxRounds: 1 };

/** @param other the input for which somebody else takes each name in the moment before it is started */
function open({ pricesUsd = {}, other }: { pricesUsd?: DebatesDeps['pricesUsd']; other?: object } = {}) {
  const caps: (readonly [execution: string, nanoUsd: number])[] = [];
  let isTaken = false;
  const reader: Pick<ExecutionReader, 'describe'> = {
    describe: async ({ workflow, name }) =>
      isTaken
        ? {
            ...{ id: `${workflow}:${name}`, workflow, name, arn: 'arn', input: other, redrivable: false, redrives: 0 },
            ...{ state: 'running', startedAt: '2026-01-31T12:00:00.000Z' },
          }
        : undefined,
  };
  const control: Pick<ExecutionControl, 'start'> = {
    start: async () => {
      isTaken = other !== undefined;
      return isTaken ? { outcome: 'taken' } : { outcome: 'started', at: '2026-01-31T12:00:00.000Z' };
    },
  };
  const api = createDebates({
    ...{ clock: fakeClock(), log: fakeLog(), models: [OWN], pricesUsd, executionCap: undefined },
    history: { keys: async () => [], messages: async () => [] } as unknown as DebatesDeps['history'],
    env: { catalogue: createCatalogue(systems), workflows: new Map() },
    setCap: async (execution, nanoUsd) => void caps.push([execution, nanoUsd]),
    placed: () => ({ reader: reader as ExecutionReader, control: control as ExecutionControl }),
  });
  return { call: caller(api), caps };
}

test('the bound is counted by the prices of the stage, and refused where there is none', async () => {
  expect(await open().call('POST /v1/debates', BODY)).toMatchObject({ status: 422, code: 'unknown-price' });
  const { call, caps } = open({ pricesUsd: { [OWN]: { input: 1, output: 2 } } });
  const { status, body } = await call('POST /v1/debates', BODY);
  expect(status).toBe(201);
  expect(caps).toEqual([['debate:one', Math.round(body.modelsBoundUsd * 1e9)]]);
  expect(body.modelsBoundUsd).toBeGreaterThan(0);
});

test('who comes too late for a name leaves the other debate the cap that it began with', async () => {
  const pricesUsd = { [OWN]: { input: 1, output: 2 } };
  const { name: _, ...input } = BODY;
  const first = open({ pricesUsd });
  await first.call('POST /v1/debates', BODY);
  const { call, caps } = open({ pricesUsd, other: input });
  const late = await call('POST /v1/debates', { ...BODY, maxRounds: 6 });
  expect(late).toMatchObject({ status: 409, code: 'execution-exists' });
  expect(caps).toHaveLength(2);
  expect(caps.at(-1)).toEqual(first.caps[0]);
});
