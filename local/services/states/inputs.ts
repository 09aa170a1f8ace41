/** Members that several actions take. */
import * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import { text } from '../../engine/constraints.ts';
import { invalid } from './errors.ts';
import { LARGEST_DEFINITION_BYTES, LONGEST_NAME, PAGE } from './limits.ts';
import type { LoggingConfiguration } from './model.ts';

export const arn = text({ min: 1, max: 256 });
/** Of a map run or of one of its children: their labels make them longer. */
export const longArn = text({ min: 1, max: 2000 });
export const definition = text({ min: 1, max: LARGEST_DEFINITION_BYTES });
export const executionName = z.string();
export const machineName = z.string();

export const loggingInput = z.strictObject({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: z
    .array(z.strictObject({ cloudWatchLogsLogGroup: z.strictObject({ logGroupArn: arn.optional() }).optional() }))
    .optional(),
});

export const tracingInput = z.strictObject({ enabled: z.boolean().optional() });

export const tagsInput = z.array(z.strictObject({ key: z.string().max(128), value: z.string().max(256) }));

export const tagsOf = (tags: z.output<typeof tagsInput> = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

/** Throws InvalidName. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export function checkName(name: string): void {
  if (name === '' || name.length > LONGEST_NAME || FORBIDDEN.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

export const pageInput = {
  maxResults: z.int().min(0).max(PAGE.max).optional(),
  nextToken: z.string().min(1).max(1024).optional(),
};

/** Throws ValidationException when a level is set and no log group. */
export function logging(input: z.output<typeof loggingInput> = {}): LoggingConfiguration {
  const logGroups = (input.destinations ?? []).flatMap(({ cloudWatchLogsLogGroup: group }) => group?.logGroupArn ?? []);
  const level = input.level ?? 'OFF';
  if (level !== 'OFF' && logGroups.length === 0)
    throw invalid('Invalid Logging Configuration: Must specify exactly one Log Destination.');
  return { level, includeExecutionData: input.includeExecutionData ?? false, logGroups };
}

export const taskToken = z.string().min(1).max(2048);

export const aliasName = z
  .string()
  .min(1)
  .max(80)
  .regex(/^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/);

export const routing = z
  .array(z.strictObject({ stateMachineVersionArn: arn, weight: z.int().min(0).max(100) }))
  .min(1)
  .max(2);
