/**
 * The limits of the account and what is used of them.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
import type { GetAccountSettingsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { ACCOUNT_CONCURRENCY, UNZIPPED_BYTES, ZIP_BYTES } from '../limits.ts';

export const getAccountSettings = (lambda: Lambda): Action =>
  action({
    name: 'GetAccountSettings',
    http: { method: 'GET', path: '/2016-08-19/account-settings' },
    input: z.strictObject({}),
    run() {
      const functions = lambda.store.functions();
      const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
      return {
        AccountLimit: {
          CodeSizeUnzipped: UNZIPPED_BYTES,
          CodeSizeZipped: ZIP_BYTES,
          ConcurrentExecutions: ACCOUNT_CONCURRENCY,
          UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved,
        },
        AccountUsage: {
          FunctionCount: functions.length,
          TotalCodeSize: functions.reduce((sum, { latest }) => sum + latest.codeBytes, 0),
        },
      } satisfies Omit<GetAccountSettingsCommandOutput, '$metadata'>;
    },
  });
