/**
 * Prompt injection: every agent that asks models, every kind of attack, with a model that obeys the attacker in all. Judged by what
 * happened outside of the model: nothing may be sent, run, read or spent beyond what the agent's declaration allows.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MODEL_ERRORS } from '../../../contracts/model.ts';
import type { Tables } from '../kit/tables.ts';
import { cloudTables } from '../model/money.ts';
import { ATTACKS } from './attacks.ts';
import { clerk, TOOL_ATTACKS } from './bank.ts';
import { attackOn, type Target } from './cell.ts';
import { TARGETS } from './targets.ts';
import { breachesOf, SECRETS } from './witness.ts';

let tables: Tables;
beforeAll(async () => {
  vi.stubEnv('SIGNALBOX_CANARY', SECRETS[0]);
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true'); // reports.test.ts is about metrics
  tables = await cloudTables();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await tables.close();
});

const { debaters, rulers, studios, planners } = TARGETS;
const turnOf = <T>(all: readonly T[], n: number): T[] => all.slice(n % all.length, (n % all.length) + 1);

const groupOf = (target: Target) => Object.values(TARGETS).find((group) => group.includes(target)) ?? [];

/** Each attack on agents of each group, which take turns, and so do their places. */
const onAgents = ATTACKS.flatMap((attack, a) =>
  [...turnOf(debaters, a), ...turnOf(rulers, a), ...turnOf(studios, a), ...planners].map((target) => {
    const places = Object.keys(target.places);
    const place = places[Math.floor(a / groupOf(target).length) % places.length] ?? '';
    return { target, place, attack };
  }),
);
const onTools = [
  ...ATTACKS.filter(({ kind }) => kind === 'tool escalation' || kind === 'budget burning'),
  ...TOOL_ATTACKS,
].map((attack) => ({ target: clerk, place: 'the question', attack }));
const cases = [...onAgents, ...onTools].map(({ target, place, attack }) => ({
  ...{ target, place, attack },
  title: `${attack.kind}: ${attack.name}, planted in ${place} of ${target.system.name}.${target.name}`,
}));

const KNOWN_ENDS = ['answered', 'FilesRefused', ...Object.keys(MODEL_ERRORS)];
let within = 0;

test.each(cases)('$title', async ({ target, place, attack }) => {
  const { deeds, rights, cost, isHeard, ended, logged } = await attackOn(tables, target, place, attack);
  expect(isHeard).toBe(true);
  expect(breachesOf(deeds, rights, cost)).toEqual([]);
  expect(ended).toHaveLength(1);
  expect(KNOWN_ENDS).toContain(ended[0]);
  expect(logged).not.toContain(attack.words);
  within += 1;
});

test('every place in every agent was among them', () => {
  const planted = new Set(onAgents.map(({ target, place }) => `${target.system.name}.${target.name} ${place}`));
  const all = Object.values(TARGETS).flatMap((group: readonly Target[]) =>
    group.flatMap(({ system, name, places }) => Object.keys(places).map((place) => `${system.name}.${name} ${place}`)),
  );
  expect([...planted].toSorted()).toEqual(all.toSorted());
});

test('all of them were held against the rights', () => {
  process.stdout.write(`${cases.length} attacks, ${cases.length - within} beyond rights\n`);
  expect(cases.length).toBeGreaterThanOrEqual(200);
  expect(within).toBe(cases.length);
});
