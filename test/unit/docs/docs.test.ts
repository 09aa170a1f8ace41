/** What the documentation says of routes, problems, step kinds and the guide's workflow is what the code has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEMS, ROUTES } from '../../../contracts/http.ts';
import { stepSchema, workflowSchema } from '../../../contracts/workflow.ts';
import { STEP_ERRORS } from '../../../contracts/workflow-step.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { MODEL_DEFAULTS, MODEL_SHAPE } from '../../../lib/model-settings.ts';
import { readSettings } from '../../../lib/settings.ts';
import { systems } from '../../../systems/all.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../../docs', path), 'utf8');

/** Cells of the rows below a table's head. */
const rowsBelow = (text: string, head: string): string[][] => {
  const [, after = ''] = text.split(`${head}\n`);
  const [table = ''] = after.split('\n\n');
  const [, ...rows] = table.trimEnd().split('\n');
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
};

/** Contents of the fenced blocks of a language, in their order. */
const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);

test('the reference lists exactly the routes that there are, with their least roles', () => {
  const told = rowsBelow(read('reference/api.md'), '| route | least role | for |').filter(
    ([route = '']) => !/<(Stream|Chat)Url>/.test(route),
  );
  const routes = ROUTES.map(({ method, path, least, title }) => [`\`${method} ${path}\``, least, title]);
  expect(told).toEqual(routes);
});

test('the reference lists exactly the problems that there are, by status', () => {
  const told = rowsBelow(read('reference/api.md'), '| status | codes |').flatMap(([status, codes = '']) =>
    codes.split(' ').map((code) => `${status} ${code.replaceAll('`', '')}`),
  );
  const problems = Object.entries(PROBLEMS).map(([code, { status }]) => `${status} ${code}`);
  expect(told.sort()).toEqual(problems.sort());
});

test('the workflow of the guide is sound', () => {
  const [text = ''] = blocksOf(read('guides/workflows.md'), 'json');
  const definition = workflowSchema.parse(JSON.parse(text));
  const env = { catalogue: createCatalogue(systems), workflows: new Map(), now: '2026-11-21T12:00:00.000Z' };
  expect(verifyWorkflow(definition, env)).toEqual([]);
});

test('every kind of step is shown once, and each as the schema has it', () => {
  const [text = ''] = blocksOf(read('reference/workflows.md'), 'json');
  const shown = text
    .trimEnd()
    .split('\n')
    .map((line) => stepSchema.parse(JSON.parse(line)).kind);
  const kinds = stepSchema.options.map(({ shape }) => shape.kind.value);
  expect(shown.toSorted()).toEqual(kinds.toSorted());
  const told = rowsBelow(read('reference/workflows.md'), '| kind | does, and gives |').map(([kind]) => kind);
  expect(told.toSorted()).toEqual(kinds.map((kind) => `\`${kind}\``).toSorted());
});

test('every error that a step fails with is explained', () => {
  const text = read('reference/workflows.md');
  expect(STEP_ERRORS.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('the guide lists exactly the settings of models, by their names in the environment and with their defaults', () => {
  const rows = rowsBelow(read('guides/models.md'), '| setting | environment | unit | range | default |').map((row) =>
    row.map((cell) => cell.replaceAll('`', '')),
  );
  expect(rows.map(([setting]) => setting).toSorted()).toEqual(Object.keys(MODEL_SHAPE).toSorted());
  const defaults: Readonly<Record<string, unknown>> = MODEL_DEFAULTS;
  for (const [setting = '', environment = '', , , told = ''] of rows) {
    expect(told.split(';')[0]).toBe(String(defaults[setting] ?? 'none'));
    const broken = () => readSettings(() => undefined, { [environment]: '{' });
    expect(broken, environment).toThrow(new RegExp(`^- ${setting}(\\.0)? is "`, 'm'));
  }
});
