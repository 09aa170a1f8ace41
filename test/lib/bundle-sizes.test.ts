/**
 * What a function loads when it starts stays small: bytes of its handler and of all that this imports at once. A function that is
 * too large has got an import that only some calls need (load it late, functions/build-parts.ts), or a part of a package that none needs
 * (functions/build-unused.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentDefinition } from '../../contracts/system.ts';
import { buildFunctions } from '../../functions/build.ts';
import { systems } from '../../systems/all.ts';

/** Kilobytes. */
const MOST = 440;
const MOST_WITH_MODELS = 650;
/** By what they do more than others. */
const LARGER: Readonly<Record<string, number>> = {
  'agents/fleet/analyst': 500, // the model of engines' lives
  'api/chat': 650, // models
  'api/models': 650, // models
  'api/read': 500, // queues, too
  'platform/deadlines': 500, // schedules
  'api/executions': 700, // Step Functions, JSON Schema
  'api/stream': 650, // Step Functions
  'platform/answers': 650, // Step Functions
  'platform/steps': 700, // Step Functions, Lambda
  'platform/transitions': 620, // Step Functions
  'platform/treasurer': 620, // Step Functions
  'platform/triggers': 620, // Step Functions
  'api/debates': 880, // the compiler of workflows, for what a debate can cost
  'api/workflows': 900, // the compiler and the verifier of workflows, JSONata
};

test('every function is as small as it should be', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'bundle-sizes-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const { functions } = await buildFunctions({ outdir });
  const agents = systems.flatMap((system): AgentDefinition[] => Object.values(system.agents));
  const withModels = new Set(agents.flatMap(({ entry, needs = [] }) => (needs.includes('model') ? [entry] : [])));
  const tooLarge = functions.flatMap(({ entry, bytes }) => {
    const most = LARGER[entry] ?? (withModels.has(entry) ? MOST_WITH_MODELS : MOST);
    return bytes > most * 1000 ? [`${entry}: ${Math.round(bytes / 1000)} kB, ${most} at most`] : [];
  });
  expect(tooLarge).toEqual([]);
  expect(functions.map(({ entry }) => entry)).toEqual(expect.arrayContaining(agents.map(({ entry }) => entry)));
});
