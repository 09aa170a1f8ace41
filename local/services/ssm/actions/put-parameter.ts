/** Makes a parameter, or with Overwrite its next version. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
import type { PutParameterCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { validation } from '../errors.ts';
import { parameterName, TIERS, TYPES, tags } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({
  Name: parameterName,
  Value: z.string().min(1),
  Type: z.enum(TYPES).optional(),
  Description: z.string().max(1024).optional(),
  Overwrite: z.boolean().default(false),
  AllowedPattern: z.string().max(1024).optional(),
  Tier: z.enum(TIERS).optional(),
  Tags: tags.optional(),
  DataType: z.literal('text').optional(),
  KeyId: z.string().optional(),
});

export const putParameter = (store: ParameterStore): Action =>
  action({
    name: 'PutParameter',
    input,
    resource: ({ Name }) => store.arnOf(Name),
    run({ Name, Value, Type, Description, Overwrite, AllowedPattern, Tier, Tags }) {
      if (Overwrite && Tags)
        throw validation(
          "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.",
        );
      if (Type === undefined && !store.find(Name))
        throw validation('A parameter type is required when you create a parameter.');
      const { version, tier } = store.put(
        {
          name: Name,
          value: Value,
          type: Type,
          description: Description,
          pattern: AllowedPattern,
          tier: Tier,
          tags: Tags,
        },
        Overwrite,
      );
      return { Version: version, Tier: tier } satisfies Omit<PutParameterCommandOutput, '$metadata'>;
    },
  });
