/**
 * What happens to events on a bus: matched against its rules, handed to their targets in batches, kept in its archives.
 * Owns no state. Resolves when all of it is durable. One event and its text are made once, whoever hears it.
 */
import type { Target } from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../engine/arn.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Outbox } from '../../engine/outbox/outbox.ts';
import type { Parcel } from '../../engine/outbox/parcel.ts';
import { retriesOf } from '../../engine/outbox/retry-policy.ts';
import { parseJson } from '../../engine/pattern/json.ts';
import type { Archiver } from './archive/archiver.ts';
import { compileInput, type Input } from './input/input.ts';
import type { Message, Rule } from './model.ts';
import { ruleArn } from './names.ts';
import type { EventsStore } from './store.ts';

export interface Publisher {
  /** `only` names the rules that may hear it, by ARN; all when empty. A bus that does not exist hears nothing. */
  publish(bus: string, messages: readonly Message[], only?: readonly string[]): Promise<void>;
  /** To one rule's targets, whatever its pattern says: schedules. */
  publishToRule(rule: Rule, message: Message): Promise<void>;
}

/** A target, compiled. */
interface Route {
  readonly input: Input;
  readonly parcel: Omit<Parcel, 'delivery'>;
  readonly source: { principal: string; arn: string; roleArn?: string };
  readonly messageGroupId?: string;
}

export function createPublisher(engine: Engine, store: EventsStore, outbox: Outbox, archiver: Archiver): Publisher {
  const routes = new WeakMap<Target, Route>();

  function routeOf(rule: Rule, target: Target): Route {
    const known = routes.get(target);
    if (known) return known;
    const route = compileRoute(engine, rule, target);
    routes.set(target, route);
    return route;
  }

  function collect(rule: Rule, { event, text }: Message, parcels: Parcel[]): void {
    for (const target of rule.targets) {
      const { input, parcel, source, messageGroupId } = routeOf(rule, target);
      const facts = { ruleArn: source.arn, ruleName: rule.name, nowMs: engine.clock.now() };
      const body = input(event, text, facts);
      parcels.push({
        ...parcel,
        delivery: messageGroupId === undefined ? { body, source } : { body, source, messageGroupId },
      });
    }
  }

  return {
    async publish(bus, messages, only = []) {
      const index = store.listeners(bus);
      if (!index) return;
      const parcels: Parcel[] = [];
      const archived = new Map<string, Message[]>();
      for (const message of messages) {
        const { event, text, written } = message;
        const heard = written ? index.matchWritten(parseJson(text)) : index.match(event);
        for (const { kind, name } of heard) {
          if (kind === 'rule') {
            if (only.length === 0 || only.includes(ruleArn(engine, bus, name)))
              collect(store.rule(bus, name), message, parcels);
          } else if (event['replay-name'] === undefined) {
            archived.set(name, [...(archived.get(name) ?? []), message]);
          }
        }
      }
      for (const [name, kept] of archived) archiver.keep(name, kept);
      await Promise.all([
        archived.size > 0 ? store.durable() : undefined,
        parcels.length > 0 ? outbox.send(parcels) : undefined,
      ]);
    },
    async publishToRule(rule, message) {
      const parcels: Parcel[] = [];
      collect(rule, message, parcels);
      await outbox.send(parcels);
    },
  };
}

function compileRoute(engine: Engine, rule: Rule, target: Target): Route {
  const { Arn: arn = '', RetryPolicy: retry, DeadLetterConfig: dead, SqsParameters: sqs, RoleArn } = target;
  const byRule = ruleArn(engine, rule.bus, rule.name);
  const roleArn = RoleArn ?? rule.roleArn;
  return {
    input: compileInput(target),
    parcel: {
      target: arn,
      ...retriesOf(retry),
      ...(dead?.Arn && { deadLetterArn: dead.Arn }),
      origin: { RULE_ARN: byRule, TARGET_ARN: arn },
      later: parseArn(arn)?.service === 'events',
    },
    source: { principal: 'events.amazonaws.com', arn: byRule, ...(roleArn && { roleArn }) },
    ...(sqs?.MessageGroupId && { messageGroupId: sqs.MessageGroupId }),
  };
}
