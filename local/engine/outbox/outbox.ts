/**
 * Deliveries that must arrive: from a rule or a schedule to its target. Owns retries, dead letters and their durability.
 *
 *   send ── first attempt in the same turn ──> delivered
 *                    │ refused for good, or too often, or too old ──> dead-letter queue, or dropped and told
 *                    └ failed for now ──> stored ── at its time ──> next attempt
 *
 * What is delivered at once is never stored here: the target has it on its own disk. Retries survive a restart.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
import type { AwsError } from '../aws-error.ts';
import type { Engine } from '../engine.ts';
import { bury } from './dead-letter.ts';
import { deliverAll } from './deliver.ts';
import { isTransient, type Parcel } from './parcel.ts';

export interface Outbox {
  /** Resolves when each is delivered, stored for later, or given up. */
  send(parcels: readonly Parcel[]): Promise<void>;
  /** Takes up what an earlier process left. */
  start(): void;
}

interface Waiting {
  readonly parcel: Parcel;
  /** Attempts made so far. */
  readonly attempts: number;
  readonly sinceMs: number;
  readonly nextMs: number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** What a service does otherwise. */
export interface OutboxOptions {
  /** Before the next attempt, when so many have failed; exponential with jitter without it. */
  readonly waitMs?: (attempts: number) => number;
  /** Dead letters carry the delivery's own attributes, and not the reason. */
  readonly plainLetters?: boolean;
  delivered?(parcel: Parcel): void;
  /** Given up. */
  failed?(parcel: Parcel): void;
}

/** Exponential with jitter. */
const waitMs = (attempts: number, chance: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)) * (0.5 + chance / 2);

/** Why it is not tried again; undefined when it is. */
function exhausted({ parcel, sinceMs }: Waiting, attempts: number, nextMs: number): string | undefined {
  if (attempts > parcel.mostAttempts) return 'MaximumRetryAttempts';
  return nextMs > sinceMs + parcel.longestAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
}

/**
 * `service` is the signing name of the one that delivers; it names the collection and the traces. `codeOf` is how its dead
 * letters name an error.
 */
export function createOutbox(
  engine: Engine,
  service: string,
  codeOf: (error: AwsError) => string = ({ code }) => code,
  options: OutboxOptions = {},
): Outbox {
  const { clock, store, random, traces } = engine;
  const waiting = store.collection<Waiting>(`${service}:outbox`);

  function keep(id: string, entry: Waiting): void {
    waiting.put(id, entry);
    clock.at(entry.nextMs, () => {
      attempt([entry]).then(
        () => waiting.delete(id),
        (error) => engine.report(`${service}: delivery to ${entry.parcel.target}`, error),
      );
    });
  }

  async function attempt(entries: readonly Waiting[]): Promise<void> {
    const parcels = entries.map(({ parcel }) => parcel);
    const failures = await deliverAll(engine, service, parcels);
    for (const parcel of parcels.filter((_, i) => !failures.has(i))) {
      traces.add({ service, action: 'deliver', resource: parcel.target, outcome: 'ok', detail: parcel.origin });
      options.delivered?.(parcel);
    }
    for (const [i, error] of failures) {
      const entry = entries[i];
      if (entry) await failed(entry, error);
    }
  }

  async function failed(entry: Waiting, error: AwsError): Promise<void> {
    const { parcel } = entry;
    const { target: resource, origin: detail } = parcel;
    traces.add({ service, action: 'deliver', resource, outcome: error.code, detail });
    const attempts = entry.attempts + 1;
    const nextMs = clock.now() + (options.waitMs?.(attempts) ?? waitMs(attempts, random.next()));
    const transient = isTransient(error);
    const condition = transient ? exhausted(entry, attempts, nextMs) : undefined;
    if (transient && !condition) {
      keep(random.uuid(), { ...entry, attempts, nextMs });
      await store.durable();
      return;
    }
    options.failed?.(parcel);
    const { message, code } = error;
    const plain = options.plainLetters === true;
    const letter = { code: codeOf(error), message: message || code, retries: attempts - 1, condition, plain };
    await bury(engine, service, parcel, letter);
  }

  return {
    async send(parcels) {
      const now = clock.now();
      const entries = parcels.map((parcel): Waiting => ({ parcel, attempts: 0, sinceMs: now, nextMs: now }));
      const later = entries.filter(({ parcel }) => parcel.later);
      for (const entry of later) keep(random.uuid(), entry);
      await Promise.all([
        later.length > 0 ? store.durable() : undefined,
        attempt(later.length > 0 ? entries.filter(({ parcel }) => !parcel.later) : entries),
      ]);
    },
    start() {
      for (const [id, entry] of waiting.entries()) keep(id, entry);
    },
  };
}
