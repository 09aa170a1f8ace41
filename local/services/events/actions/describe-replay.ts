/**
 * Tells how far a replay is.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html
 */
import type { DescribeReplayCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { findReplay, listedReplay } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { busArn, replayArn, replayName } from '../names.ts';

export const describeReplay = (events: Events): Action =>
  action({
    name: 'DescribeReplay',
    input: z.strictObject({ ReplayName: replayName }),
    resource: ({ ReplayName }) => replayArn(events.engine, ReplayName),
    run({ ReplayName }) {
      const replay = findReplay(events, ReplayName);
      return {
        ...listedReplay(events, replay),
        ReplayArn: replayArn(events.engine, ReplayName),
        Description: replay.description,
        Destination: { Arn: busArn(events.engine, replay.bus), FilterArns: [...replay.rules] },
      } satisfies Omit<DescribeReplayCommandOutput, '$metadata'>;
    },
  });
