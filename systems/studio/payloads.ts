/** Payloads of the studio. What the roles make stands in domain/studio/work.ts; files travel by name, their texts lie in the bucket. */
import * as z from 'zod';
import { revisionName } from '../../domain/artefacts.ts';
import {
  analysisSchema,
  deploymentSchema,
  designSchema,
  findingsSchema,
  LONGEST_REQUEST,
  madeBySchema,
  madeFilesSchema,
  REVIEW_ROUNDS,
  requirementsSchema,
  reviewSchema,
} from '../../domain/studio/work.ts';

const project = { requirements: requirementsSchema, design: designSchema };
/** What is made goes into a revision of that name. */
const files = { ...project, revision: revisionName };

export const analysisRequested = z.strictObject({ request: z.string().trim().min(1).max(LONGEST_REQUEST) });
export const analysisMade = analysisSchema.safeExtend({ madeBy: madeBySchema });

export const designRequested = z.strictObject({ requirements: requirementsSchema });
export const designMade = z.strictObject({ design: designSchema, madeBy: madeBySchema });

/** With the findings of a review it asks for what mends them, without for all of the code. */
export const codeRequested = z.strictObject({ ...files, findings: findingsSchema.default([]) });
export const codeMade = madeFilesSchema;

export const testsRequested = z.strictObject(files);
export const testsMade = madeFilesSchema;

export const reviewRequested = z.strictObject({ ...project, round: z.int().min(1).max(REVIEW_ROUNDS) });
export const reviewMade = reviewSchema.safeExtend({
  /** Paths that were too much for one reading: the review does not speak of them. */
  leftOut: z.array(z.string()),
  madeBy: madeBySchema,
});

export const deploymentRequested = z.strictObject(files);
export const deploymentMade = madeFilesSchema.safeExtend({
  plan: deploymentSchema.omit({ files: true, notes: true }),
});

export const documentationRequested = z.strictObject(files);
export const documentationMade = madeFilesSchema;
