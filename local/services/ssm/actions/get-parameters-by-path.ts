/** Parameters under a path, one level deep unless told, in pages. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
import type { GetParametersByPathCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterShape } from '../shapes.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({
  Path: z.string().regex(/^\//, 'a path begins with /'),
  Recursive: z.boolean().default(false),
  WithDecryption: z.boolean().default(false),
  MaxResults: z.number().int().min(1).max(10).default(10),
  NextToken: z.string().optional(),
});

export const getParametersByPath = (store: ParameterStore): Action =>
  action({
    name: 'GetParametersByPath',
    input,
    resource: ({ Path }) => store.arnOf(Path),
    run({ Path, Recursive, WithDecryption, MaxResults, NextToken }) {
      const under = Path.endsWith('/') ? Path : `${Path}/`;
      const from = Number(NextToken ?? 0) || 0;
      const found = store
        .all()
        .filter(({ name }) => name.startsWith(under) && (Recursive || !name.slice(under.length).includes('/')));
      return {
        Parameters: found.slice(from, from + MaxResults).map((parameter) => parameterShape(parameter, WithDecryption)),
        ...(from + MaxResults < found.length && { NextToken: String(from + MaxResults) }),
      } satisfies Omit<GetParametersByPathCommandOutput, '$metadata'>;
    },
  });
