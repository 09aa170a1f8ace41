/** Several parameters with their values, and the names that lead nowhere. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
import type { GetParametersCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName } from '../limits.ts';
import { parameterShape } from '../shapes.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({
  Names: z.array(parameterName).min(1).max(10),
  WithDecryption: z.boolean().default(false),
});

export const getParameters = (store: ParameterStore): Action =>
  action({
    name: 'GetParameters',
    input,
    run({ Names, WithDecryption }) {
      return {
        Parameters: Names.flatMap((name) => {
          const parameter = store.find(name);
          return parameter ? parameterShape(parameter, WithDecryption, name) : [];
        }),
        InvalidParameters: Names.filter((name) => !store.find(name)),
      } satisfies Omit<GetParametersCommandOutput, '$metadata'>;
    },
  });
