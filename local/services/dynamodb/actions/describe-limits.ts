/**
 * The quotas of a new account. Nothing is throttled here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
 */
import type { DescribeLimitsCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Answer } from '../wire.ts';

/** The quotas of a new account in most regions. Nothing is throttled here. */
const ACCOUNT_CAPACITY_UNITS = 80_000;
const TABLE_CAPACITY_UNITS = 40_000;

export const describeLimits = (): Action =>
  action({
    name: 'DescribeLimits',
    input: z.strictObject({}),
    run: () =>
      ({
        AccountMaxReadCapacityUnits: ACCOUNT_CAPACITY_UNITS,
        AccountMaxWriteCapacityUnits: ACCOUNT_CAPACITY_UNITS,
        TableMaxReadCapacityUnits: TABLE_CAPACITY_UNITS,
        TableMaxWriteCapacityUnits: TABLE_CAPACITY_UNITS,
      }) satisfies Answer<DescribeLimitsCommandOutput>,
  });
