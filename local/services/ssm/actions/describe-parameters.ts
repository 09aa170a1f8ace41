/** Parameters without their values, by filters, in pages. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
import type { DescribeParametersCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { metadataShape } from '../shapes.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
  ParameterFilters: z
    .array(
      z.strictObject({
        Key: z.enum(['Name', 'Type']),
        Option: z.enum(['Equals', 'BeginsWith', 'Contains']).default('Equals'),
        Values: z.array(z.string()).min(1),
      }),
    )
    .default([]),
});

export const describeParameters = (store: ParameterStore): Action =>
  action({
    name: 'DescribeParameters',
    input,
    run({ MaxResults, NextToken, ParameterFilters }) {
      const from = Number(NextToken ?? 0) || 0;
      const found = store.all().filter(({ name, type }) =>
        ParameterFilters.every(({ Key, Option, Values }) => {
          const text = Key === 'Name' ? name : type;
          return Values.some((value) =>
            Option === 'Equals'
              ? text === value
              : Option === 'BeginsWith'
                ? text.startsWith(value)
                : text.includes(value),
          );
        }),
      );
      return {
        Parameters: found.slice(from, from + MaxResults).map(metadataShape),
        ...(from + MaxResults < found.length && { NextToken: String(from + MaxResults) }),
      } satisfies Omit<DescribeParametersCommandOutput, '$metadata'>;
    },
  });
