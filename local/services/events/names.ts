/** Names and ARNs of EventBridge's resources. A bus may be named by its ARN wherever it is named. */
import { parseArn } from '../../engine/arn.ts';
import { text } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';

export const DEFAULT_BUS = 'default';

/** In the spelling of AWS's messages, which escape the dot. */
const SPELLED_PATTERN = String.raw`[\.\-_A-Za-z0-9]+`;

export const ruleName = text({ min: 1, max: 64, pattern: SPELLED_PATTERN });
export const archiveName = text({ min: 1, max: 48, pattern: SPELLED_PATTERN });
export const replayName = text({ min: 1, max: 64, pattern: SPELLED_PATTERN });
export const targetId = text({ min: 1, max: 64, pattern: SPELLED_PATTERN });
export const busName = text({ min: 1, max: 256, pattern: String.raw`[/\.\-_A-Za-z0-9]+` });
export const busNameOrArn = text({
  min: 1,
  max: 1600,
  pattern: String.raw`(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus/)?[/\.\-_A-Za-z0-9]+`,
});

/** The name behind a name or an ARN; the default bus without either. */
export function busOf(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return DEFAULT_BUS;
  const resource = parseArn(nameOrArn)?.resource;
  return resource?.startsWith('event-bus/') ? resource.slice('event-bus/'.length) : nameOrArn;
}

export const busArn = (engine: Engine, name: string): string => engine.arn('events', `event-bus/${name}`);

/** Rules of the default bus carry no bus in their ARN. */
export const ruleArn = (engine: Engine, bus: string, name: string): string =>
  engine.arn('events', bus === DEFAULT_BUS ? `rule/${name}` : `rule/${bus}/${name}`);

export const archiveArn = (engine: Engine, name: string): string => engine.arn('events', `archive/${name}`);
export const replayArn = (engine: Engine, name: string): string => engine.arn('events', `replay/${name}`);
