/** Targets as PutTargets takes them. What the local cloud cannot do for a target is refused by name. */
import type { Target } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import { retryPolicyInput } from '../../engine/outbox/retry-policy.ts';
import { invalid } from './errors.ts';
import { compileInput } from './input/input.ts';
import { targetId } from './names.ts';

const arn = text({ min: 1, max: 1600 });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
export const targetInput = z.strictObject({
  Id: targetId,
  Arn: arn,
  RoleArn: arn.optional(),
  Input: text({ max: 8192 }).optional(),
  InputPath: text({ max: 256 }).optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z
        .record(text({ min: 1, max: 256, pattern: String.raw`[A-Za-z0-9\_\-]+` }), text({ max: 256 }))
        .optional(),
      InputTemplate: text({ min: 1, max: 8192 }),
    })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text({ min: 1, max: 128 }).optional() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: arn.optional() }).optional(),
  RetryPolicy: retryPolicyInput.optional(),
});

export type TargetInput = z.output<typeof targetInput>;

/** Throws when the target can never be delivered to. */
export function checkedTarget(engine: Engine, input: TargetInput): Target {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(input.Arn))
    throw invalid(`Parameter ${input.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  engine.ports.target(input.Arn);
  if (input.Arn.endsWith('.fifo') && !input.SqsParameters?.MessageGroupId)
    throw invalid(`Parameter(s) SqsParameters must be specified for target: ${input.Id}.`);
  const target = input as Target;
  compileInput(target);
  return target;
}
