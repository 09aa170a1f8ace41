/** The studio's prompts: each has a form that a provider can be told, a stand-in that keeps it, and an id that its file says. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { DESIGN as design, REQUIREMENTS as requirements } from '../../../domain/studio/rehearsal/analysis.ts';
import { analyse } from '../../../functions/agents/studio/analyst/analyse.v1.ts';
import { code } from '../../../functions/agents/studio/developer/code.v1.ts';
import { design as designing } from '../../../functions/agents/studio/developer/design.v1.ts';
import { revise } from '../../../functions/agents/studio/developer/revise.v1.ts';
import { deployment } from '../../../functions/agents/studio/devops/deployment.v1.ts';
import { review } from '../../../functions/agents/studio/qa/review.v1.ts';
import { tests } from '../../../functions/agents/studio/qa/tests.v1.ts';
import { documentation } from '../../../functions/agents/studio/writer/documentation.v1.ts';
import { messagesOf } from '../../../functions/kit/model/prompt.ts';

const files = [{ path: 'src/a.js', text: 'a' }];
const project = { requirements, design };
const shown = { files, leftOut: [] };
const problems: string[] = [];

const cases = [
  { prompt: analyse, variables: { request: 'a URL shortener service' } },
  { prompt: analyse, variables: { request: 'anything else' } },
  { prompt: designing, variables: { requirements } },
  { prompt: code, variables: { ...project, problems } },
  { prompt: revise, variables: { ...project, ...shown, problems, findings: [] } },
  { prompt: tests, variables: { ...project, problems } },
  { prompt: review, variables: { ...project, ...shown, round: 1 } },
  { prompt: deployment, variables: { ...project, ...shown, problems } },
  { prompt: documentation, variables: { ...project, ...shown, problems } },
].map(({ prompt, variables }) => ({
  ...{ id: prompt.id, version: prompt.version, prompt, variables },
  rehearse: () => (prompt.offline as (of: unknown) => unknown)(variables),
}));

test.each(cases)('the stand-in of $id keeps its form, and fits into its limit', ({ prompt, rehearse }) => {
  const said = rehearse();
  expect(prompt.output?.safeParse(said).error).toBeUndefined();
  expect(JSON.stringify(said).length / 3).toBeLessThan(prompt.maxOutputTokens);
});

test.each(cases)(
  '$id can be told to a provider, and what is filled in stands in fences alone',
  ({ prompt, variables }) => {
    expect(z.toJSONSchema(prompt.output as z.ZodType, { io: 'input' })).toMatchObject({ type: 'object' });
    const [system, user] = messagesOf(prompt as never, variables as never);
    expect(system).toEqual({
      role: 'system',
      text: expect.stringMatching(/^You are the [\s\S]+Security[\s\S]+one JSON value/),
    });
    const told = user && 'text' in user ? user.text.replace(/<data[\s\S]*<\/data>/g, '').trim() : '';
    expect(told).toBe(prompt.task);
  },
);

test('every prompt of the studio is among these, under the name of its file', () => {
  const folder = join(import.meta.dirname, '../../../functions/agents/studio');
  const held = ['craft.v1.ts', 'quality.v1.ts']; // shared parts of prompts, none themselves
  const written = globSync('*/*.v*.ts', { cwd: folder })
    .map((path) => basename(path))
    .filter((name) => !held.includes(name));
  const known = new Set(cases.map(({ id, version }) => `${id.replace('studio/', '')}.v${version}.ts`));
  expect(written.toSorted()).toEqual([...known].toSorted());
});

test.each([
  ['a URL shortener service', true],
  ['URL-shortener', true],
  ['Please build something that shortens links.', true],
  ['link shortening for our team', true],
  ['a short story about a curl', false],
  ['a chess engine', false],
])('the stand-in knows its one project: %j %s', (request, known) => {
  expect(analyse.offline({ request }).outcome === 'analysed').toBe(known);
});
