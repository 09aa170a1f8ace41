/**
 * Stops a replay that has not ended; it is CANCELLED once the events under way are out.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CancelReplay.html
 */
import type { CancelReplayCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { findReplay } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { replayArn, replayName } from '../names.ts';

export const cancelReplay = (events: Events): Action =>
  action({
    name: 'CancelReplay',
    input: z.strictObject({ ReplayName: replayName }),
    resource: ({ ReplayName }) => replayArn(events.engine, ReplayName),
    async run({ ReplayName }) {
      const replay = findReplay(events, ReplayName);
      if (replay.state !== 'STARTING' && replay.state !== 'RUNNING')
        throw new AwsError(
          'IllegalStatusException',
          `Replay ${ReplayName} is not in a valid state for this operation.`,
        );
      events.store.replays.put(ReplayName, { ...replay, state: 'CANCELLING' });
      await events.store.durable();
      return { ReplayArn: replayArn(events.engine, ReplayName), State: 'CANCELLING' } satisfies Omit<
        CancelReplayCommandOutput,
        '$metadata'
      >;
    },
  });
