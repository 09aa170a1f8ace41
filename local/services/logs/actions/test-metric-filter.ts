/** Tells which of some lines a pattern matches. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
import type { TestMetricFilterCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { filterPattern } from '../filter/pattern.ts';

const input = z.strictObject({
  filterPattern: z.string().max(1024),
  logEventMessages: z.array(z.string().min(1)).min(1).max(50),
});

export const testMetricFilter = (): Action =>
  action({
    name: 'TestMetricFilter',
    input,
    run({ filterPattern: pattern, logEventMessages }) {
      const matches = filterPattern(pattern);
      return {
        matches: logEventMessages.flatMap((eventMessage, i) =>
          matches(eventMessage) ? [{ eventNumber: i + 1, eventMessage, extractedValues: {} }] : [],
        ),
      } satisfies Omit<TestMetricFilterCommandOutput, '$metadata'>;
    },
  });
