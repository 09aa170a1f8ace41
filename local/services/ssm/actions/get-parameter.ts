/** One parameter with its value. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
import type { GetParameterCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName } from '../limits.ts';
import { parameterShape } from '../shapes.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({ Name: parameterName, WithDecryption: z.boolean().default(false) });

export const getParameter = (store: ParameterStore): Action =>
  action({
    name: 'GetParameter',
    input,
    resource: ({ Name }) => store.arnOf(Name),
    run({ Name, WithDecryption }) {
      return { Parameter: parameterShape(store.get(Name), WithDecryption, Name) } satisfies Omit<
        GetParameterCommandOutput,
        '$metadata'
      >;
    },
  });
