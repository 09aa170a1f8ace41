/** Tags of buses and rules. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-tagging.html */
import { parseArn } from '../../engine/arn.ts';
import type { Tags } from '../../engine/tags.ts';
import { invalid } from './errors.ts';
import { DEFAULT_BUS } from './names.ts';
import type { EventsStore } from './store.ts';

export interface Tagged {
  readonly tags: Tags;
  change(tags: Tags): void;
}

/** The bus or rule that an ARN names. Throws when there is none. */
export function taggedBy(store: EventsStore, arn: string): Tagged {
  const [kind, ...path] = (parseArn(arn)?.resource ?? '').split('/');
  const name = path.at(-1);
  if (kind === 'event-bus' && name) {
    const bus = store.bus(path.join('/'));
    return { tags: bus.tags, change: (tags) => store.buses.put(bus.name, { ...bus, tags }) };
  }
  if (kind === 'rule' && name) {
    const rule = store.rule(path.slice(0, -1).join('/') || DEFAULT_BUS, name);
    return { tags: rule.tags, change: (tags) => store.putRule({ ...rule, tags }) };
  }
  throw invalid(`${arn} is not the ARN of an event bus or a rule.`);
}
