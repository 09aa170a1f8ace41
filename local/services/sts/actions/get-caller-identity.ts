/** Tells callers who they are. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';

export const getCallerIdentity = (): Action =>
  action({
    name: 'GetCallerIdentity',
    input: z.strictObject({}),
    permissions: () => [], // anyone may ask who they are, also where a policy denies it
    run: (_, { principal }) =>
      ({ UserId: principal.userId, Account: principal.accountId, Arn: principal.arn }) satisfies Omit<
        GetCallerIdentityCommandOutput,
        '$metadata'
      >,
  });
