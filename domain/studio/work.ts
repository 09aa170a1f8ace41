/**
 * What the studio's roles hand to each other: requirements, a design, files, a review, a plan of deployment. Each is both the form of a
 * model's answer and the content of a message, so bounds are what the next one can still read.
 */
import * as z from 'zod';
import { artefactEntry, revisionName } from '../artefacts.ts';

/** Rounds of review, the last of which nobody answers any more. */
export const REVIEW_ROUNDS = 3;
export const LONGEST_REQUEST = 4_000;

const line = z.string().min(1).max(500);
const paragraph = z.string().min(1).max(4_000);
const lines = (most: number) => z.array(line).max(most);

const story = z.strictObject({
  id: z.string().regex(/^S\d{1,2}$/, 'must be S and a number'),
  as: line,
  want: line,
  so: line,
  priority: z.enum(['must', 'should', 'could']),
  /** Given …, when …, then … */
  acceptance: z.array(line).min(1).max(12),
});

export const requirementsSchema = z.strictObject({
  title: z.string().min(1).max(120),
  summary: paragraph,
  stories: z.array(story).min(1).max(20),
  /** Speed, security, operation: each so that it can be checked. */
  qualities: lines(20),
  outOfScope: lines(20),
  /** What was decided because the request left it open. */
  assumptions: lines(20),
});

export const analysisSchema = z
  .strictObject({
    outcome: z.enum(['analysed', 'refused']),
    /** Why it was refused; empty otherwise. */
    reason: z.string().max(1_000),
    requirements: requirementsSchema.nullable(),
  })
  .refine(({ outcome, requirements }) => (outcome === 'analysed') === (requirements !== null), {
    path: ['requirements'],
    error: 'must be there when the outcome is analysed, and null when it is refused',
  })
  .refine(({ outcome, reason }) => outcome === 'analysed' || reason.trim() !== '', {
    path: ['reason'],
    error: 'must say why when the outcome is refused',
  });

const module = z.strictObject({ path: line, responsibility: line, exports: lines(20) });

export const designSchema = z.strictObject({
  /** Of the package: lower-case words joined by dashes. */
  name: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes'),
  runtime: line,
  overview: paragraph,
  modules: z.array(module).min(1).max(40),
  /** What others rely on, one a line: `POST /links {url} → 201 {code}; 400 when …`. */
  contracts: z.array(line).min(1).max(40),
  decisions: z.array(z.strictObject({ decision: line, because: line })).max(20),
  risks: lines(20),
  testing: z.strictObject({ command: line, folder: line }),
});

const file = z.strictObject({ path: z.string().min(1).max(200), text: z.string() });

export const filesSchema = z.strictObject({
  /** Whole files, never parts of them. */
  files: z.array(file).min(1).max(60),
  notes: lines(20),
});

const finding = z.strictObject({
  path: line,
  problem: line,
  /** The acceptance criterion or the rule that it breaks. */
  rule: line,
  remedy: line,
  severity: z.enum(['blocker', 'major', 'minor']),
});
export const findingsSchema = z.array(finding).max(40);

export const reviewSchema = z
  .strictObject({
    verdict: z.enum(['approved', 'changes']),
    summary: paragraph,
    reasons: findingsSchema,
  })
  .refine(({ verdict, reasons }) => verdict === 'approved' || reasons.length > 0, {
    path: ['reasons'],
    error: 'must name at least one file and problem when the verdict is changes',
  })
  .refine(({ verdict, reasons }) => verdict === 'changes' || reasons.every(({ severity }) => severity === 'minor'), {
    path: ['verdict'],
    error: 'must be changes when a reason is a blocker or major',
  });

export const deploymentSchema = z.strictObject({
  strategy: line,
  steps: z
    .array(z.strictObject({ step: line, verify: line }))
    .min(1)
    .max(30),
  rollback: z.array(line).min(1).max(20),
  monitoring: z
    .array(z.strictObject({ signal: line, threshold: line, action: line }))
    .min(1)
    .max(20),
  configuration: lines(30),
  files: z.array(file).min(1).max(20),
  notes: lines(20),
});

/** Who made something: the model that answered, and the version of the prompt. */
export const madeBySchema = z.strictObject({ model: z.string(), prompt: z.string() });

/** Files as they are told in messages: what they are, and not what is in them. */
export const madeFilesSchema = z.strictObject({
  revision: revisionName,
  files: z.array(artefactEntry),
  notes: lines(20),
  madeBy: madeBySchema,
});
