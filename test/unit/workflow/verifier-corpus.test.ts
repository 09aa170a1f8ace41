/**
 * How many seeded defects the verifier catches, and whether it accuses a sound definition. Each file of `corpus/defects` has one
 * defect, and names the code and the step that a finding must have; those of `corpus/sound` must give no finding at all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { workflowSchema } from '../../../contracts/workflow.ts';
import type { Finding } from '../../../domain/workflow/verify/findings.ts';
import { verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { catalogue } from './corpus/depot.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const MIN_DEFECTS = 60;
const MIN_SOUND = 20;
const MIN_CAUGHT = 0.95;

const soundSchema = z.strictObject({
  name: z.string(),
  definition: workflowSchema,
  others: z.array(workflowSchema).default([]),
});
const defectSchema = soundSchema.extend({ expects: z.strictObject({ code: z.string(), step: z.string().optional() }) });

const read = <S extends z.ZodType>(folder: 'defects' | 'sound', schema: S): z.output<S>[] => {
  const path = join(import.meta.dirname, 'corpus', folder);
  return readdirSync(path)
    .sort()
    .map((file) => schema.parse(JSON.parse(readFileSync(join(path, file), 'utf8'))));
};

const defects = read('defects', defectSchema);
const sound = read('sound', soundSchema);

const judge = ({ definition, others }: z.output<typeof soundSchema>): Finding[] =>
  verifyWorkflow(definition, { catalogue, workflows: new Map(others.map((other) => [other.id, other])), now: NOW });

const told = (findings: readonly Finding[]): string =>
  findings.map(({ code, step, message }) => `${code} ${step ?? '-'}: ${message}`).join('\n  ') || 'nothing';

test('the corpus is as large as promised, and no two definitions are the same', () => {
  expect(defects.length).toBeGreaterThanOrEqual(MIN_DEFECTS);
  expect(sound.length).toBeGreaterThanOrEqual(MIN_SOUND);
  const texts = [...defects, ...sound].map(({ definition, others }) => JSON.stringify([definition, others]));
  expect(new Set(texts).size).toBe(texts.length);
});

test('at least 95 % of the seeded defects are caught, and no sound definition is accused', () => {
  const missed = defects.filter(({ expects, ...one }) =>
    judge(one).every(
      ({ code, step }) => code !== expects.code || (expects.step !== undefined && step !== expects.step),
    ),
  );
  const accused = sound.filter((one) => judge(one).length > 0);
  console.log(
    `verifier: ${defects.length - missed.length} of ${defects.length} defects caught, ${accused.length} of ${sound.length} sound accused`,
  );
  for (const { name, expects, ...one } of missed)
    console.log(`missed: ${name} (${expects.code} ${expects.step ?? '-'}); told:\n  ${told(judge({ name, ...one }))}`);
  for (const one of accused) console.log(`accused: ${one.name}; told:\n  ${told(judge(one))}`);
  expect(1 - missed.length / defects.length).toBeGreaterThanOrEqual(MIN_CAUGHT);
  expect(accused.map(({ name }) => name)).toEqual([]);
});

test('a defect that is caught is told with a remedy, and names no step that is not there', () => {
  for (const defect of defects)
    for (const { message, remedy, step } of judge(defect)) {
      expect(message, defect.name).toMatch(/\.$/);
      expect(remedy.length, defect.name).toBeGreaterThan(10);
      if (step !== undefined) expect(JSON.stringify(defect.definition)).toContain(`"id":"${step}"`);
    }
});
