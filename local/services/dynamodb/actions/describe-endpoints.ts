/**
 * The address of the cloud itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html
 */
import type { DescribeEndpointsCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Answer } from '../wire.ts';

const CACHE_MINUTES = 1440;

export const describeEndpoints = (engine: Engine): Action =>
  action({
    name: 'DescribeEndpoints',
    input: z.strictObject({}),
    run: () =>
      ({
        Endpoints: [{ Address: new URL(engine.endpoint).host, CachePeriodInMinutes: CACHE_MINUTES }],
      }) satisfies Answer<DescribeEndpointsCommandOutput>,
  });
