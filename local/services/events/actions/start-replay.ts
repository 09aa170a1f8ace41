/**
 * Sends what an archive holds of a span of time through its bus again.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
 */
import type { StartReplayCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { archiveOf, findArchive } from '../archive/archives.ts';
import { isActive } from '../archive/replayer.ts';
import type { Events } from '../context.ts';
import { alreadyThere, invalid, overLimit } from '../errors.ts';
import { ACTIVE_REPLAYS } from '../limits.ts';
import type { Replay } from '../model.ts';
import { busOf, replayArn, replayName } from '../names.ts';

const arn = text({ min: 1, max: 1600 });
const input = z.strictObject({
  ReplayName: replayName,
  Description: text({ max: 512 }).optional(),
  EventSourceArn: arn,
  EventStartTime: z.number(),
  EventEndTime: z.number(),
  Destination: z.strictObject({ Arn: arn, FilterArns: z.array(arn).optional() }),
});

export const startReplay = (events: Events): Action =>
  action({
    name: 'StartReplay',
    input,
    resource: ({ ReplayName }) => replayArn(events.engine, ReplayName),
    async run({ ReplayName, Description, EventSourceArn, EventStartTime, EventEndTime, Destination }) {
      const { engine, store, replayer } = events;
      if (store.replays.get(ReplayName)) throw alreadyThere(`Replay ${ReplayName}`);
      const bus = store.buses.get(busOf(Destination.Arn));
      if (!bus) throw invalid('Parameter Destination.Arn is not valid. Reason: Event bus does not exist.');
      if (!store.archives.get(archiveOf(EventSourceArn)))
        throw invalid(
          `Parameter EventSourceArn is not valid. Reason: Archive ${archiveOf(EventSourceArn)} does not exist.`,
        );
      const archive = findArchive(events, archiveOf(EventSourceArn));
      if (archive.bus !== bus.name)
        throw invalid('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
      if (EventEndTime <= EventStartTime)
        throw invalid('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
      if (store.replays.list().filter(isActive).length >= ACTIVE_REPLAYS) throw overLimit();
      const replay: Replay = {
        name: ReplayName,
        description: Description,
        archive: archive.name,
        bus: bus.name,
        rules: Destination.FilterArns ?? [],
        fromMs: EventStartTime * 1000,
        toMs: EventEndTime * 1000,
        state: 'STARTING',
        startedMs: engine.clock.now(),
      };
      store.replays.put(replay.name, replay);
      replayer.begin(replay);
      await store.durable();
      return {
        ReplayArn: replayArn(engine, ReplayName),
        State: replay.state,
        ReplayStartTime: new WireDate(replay.startedMs),
      } satisfies Omit<StartReplayCommandOutput, '$metadata'>;
    },
  });
