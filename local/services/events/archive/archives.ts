/** What several actions do with archives and replays: find, describe. */
import type { Archive as SdkArchive, Replay as SdkReplay } from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../../engine/arn.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { Events } from '../context.ts';
import { noSuch } from '../errors.ts';
import type { Archive, Replay } from '../model.ts';
import { archiveArn, busArn } from '../names.ts';

/** Throws ResourceNotFoundException. */
export function findArchive({ store }: Events, name: string): Archive {
  const archive = store.archives.get(name);
  if (!archive) throw noSuch(`Archive ${name}`);
  return archive;
}

export function findReplay({ store }: Events, name: string): Replay {
  const replay = store.replays.get(name);
  if (!replay) throw noSuch(`Replay ${name}`);
  return replay;
}

/** The name behind `arn:…:archive/name`. */
export const archiveOf = (arn: string): string => (parseArn(arn)?.resource ?? arn).replace(/^archive\//, '');

/** As ListArchives shows it. */
export const listedArchive = ({ engine }: Events, archive: Archive): SdkArchive => ({
  ArchiveName: archive.name,
  EventSourceArn: busArn(engine, archive.bus),
  State: 'ENABLED',
  RetentionDays: archive.retentionDays,
  SizeBytes: archive.bytes,
  EventCount: archive.events,
  CreationTime: new WireDate(archive.createdMs),
});

/** What Create and Update answer. */
export const archiveAnswer = ({ engine }: Events, { name, createdMs }: Archive) => ({
  ArchiveArn: archiveArn(engine, name),
  State: 'ENABLED' as const,
  CreationTime: new WireDate(createdMs),
});

/** As ListReplays shows it. */
export const listedReplay = ({ engine }: Events, replay: Replay): SdkReplay => ({
  ReplayName: replay.name,
  EventSourceArn: archiveArn(engine, replay.archive),
  State: replay.state,
  EventStartTime: new WireDate(replay.fromMs),
  EventEndTime: new WireDate(replay.toMs),
  EventLastReplayedTime: replay.lastMs === undefined ? undefined : new WireDate(replay.lastMs),
  ReplayStartTime: new WireDate(replay.startedMs),
  ReplayEndTime: replay.endedMs === undefined ? undefined : new WireDate(replay.endedMs),
});
