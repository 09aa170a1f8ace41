/**
 * All queues by name, restored from the store when the service is created. Owns what lies between queues: names, URLs and
 * ARNs, names that are not free again yet, and who is whose dead-letter queue. What happens in a queue is queue/queue.ts.
 */
import { parseArn } from '../../engine/arn.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Collection } from '../../engine/store.ts';
import { changedAttributes, checkAttributes, defaultAttributes, type QueueAttributes } from './attributes.ts';
import { invalidParameter, missingParameter, noSuchQueue, queueDeletedRecently, queueNameExists } from './errors.ts';
import { BEFORE_NAME_IS_FREE_MS } from './limits.ts';
import { Queue, type QueueRecord } from './queue/queue.ts';
import { checkRedrive } from './redrive.ts';

type Tags = Readonly<Record<string, string>>;

const NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;

/** Who wants to know of queues that come and go, and that something was counted. */
export interface Watcher {
  added(queue: Queue): void;
  removed(queue: Queue): void;
  active(): void;
}

export class Queues {
  readonly #engine: Engine;
  readonly #watcher: Watcher;
  readonly #records: Collection<QueueRecord>;
  /** When a queue of a name was deleted, epoch ms. */
  readonly #deletedAt: Collection<number>;
  readonly #queues = new Map<string, Queue>();

  constructor(engine: Engine, watcher: Watcher) {
    this.#engine = engine;
    this.#watcher = watcher;
    this.#records = engine.store.collection('sqs/queues');
    this.#deletedAt = engine.store.collection('sqs/deleted');
    for (const [, record] of this.#records.entries()) this.#open(record);
    for (const [name, atMs] of this.#deletedAt.entries()) if (this.#isFree(atMs)) this.#deletedAt.delete(name);
  }

  /** Makes a queue, or gives the one that is there when the attributes given are its own. */
  create(name: string, attributes: QueueAttributes, tags: Tags): Queue {
    const fifo = checkName(name, attributes);
    const given = checkAttributes(attributes, fifo);
    const queue = this.#queues.get(name);
    if (!queue) return this.#add(name, given, tags);
    for (const [attribute, value] of Object.entries(given))
      if ((queue.record.attributes[attribute] ?? '') !== value) throw queueNameExists(attribute);
    return queue;
  }

  /** The queue that a URL names by its path, or a bare name. Throws QueueDoesNotExist. */
  byUrl(url: string): Queue {
    if (!url) throw missingParameter('QueueUrl');
    const queue = this.find(url);
    if (!queue) throw noSuchQueue();
    return queue;
  }

  /** The same; undefined when there is none. */
  find(url: string): Queue | undefined {
    return this.#queues.get(nameIn(url));
  }

  byArn(arn: string): Queue | undefined {
    const { account, region } = this.#engine;
    const named = parseArn(arn);
    return named?.account === account && named.region === region ? this.#queues.get(named.resource) : undefined;
  }

  /** ARN of the queue that a URL names, whether or not it exists. */
  arnOf(url: string): string {
    return this.#engine.arn('sqs', nameIn(url));
  }

  urlOf(queue: Queue): string {
    return `${this.#engine.endpoint}/${this.#engine.account}/${queue.name}`;
  }

  /** Sorted by name. */
  all(): Queue[] {
    return [...this.#queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The queues whose dead letters go to this one, sorted by name. */
  sourcesOf(queue: Queue): Queue[] {
    return this.all().filter((source) => source.settings.redrive?.target === queue.arn);
  }

  setAttributes(queue: Queue, attributes: QueueAttributes): void {
    const checked = checkAttributes(attributes, queue.fifo);
    this.#checkRedrive(queue, checked);
    queue.configure(checked);
    this.#records.put(queue.name, queue.record);
  }

  setTags(queue: Queue, tags: Tags): void {
    queue.record = { ...queue.record, tags };
    this.#records.put(queue.name, queue.record);
  }

  /** `nameIsFree` lets the name be taken again at once: CloudFormation's own names never come back on AWS. */
  delete(queue: Queue, { nameIsFree = false } = {}): void {
    queue.destroy();
    this.#watcher.removed(queue);
    this.#queues.delete(queue.name);
    this.#records.delete(queue.name);
    if (!nameIsFree) this.#deletedAt.put(queue.name, this.#engine.clock.now());
  }

  #open(record: QueueRecord): Queue {
    const queueOf = (arn: string) => this.byArn(arn);
    const queue = new Queue(this.#engine, record, { queueOf, active: this.#watcher.active });
    this.#queues.set(record.name, queue);
    return queue;
  }

  #add(name: string, given: QueueAttributes, tags: Tags): Queue {
    const deletedAtMs = this.#deletedAt.get(name);
    if (deletedAtMs !== undefined && !this.#isFree(deletedAtMs)) throw queueDeletedRecently();
    const fifo = name.endsWith('.fifo');
    this.#checkRedrive({ arn: this.arnOf(name), fifo }, given);
    const attributes = changedAttributes(defaultAttributes(fifo), given);
    const now = this.#engine.clock.now();
    const record = { id: this.#engine.random.hex(8), name, createdAtMs: now, modifiedAtMs: now, attributes, tags };
    this.#deletedAt.delete(name);
    this.#records.put(name, record);
    const queue = this.#open(record);
    this.#watcher.added(queue);
    return queue;
  }

  #isFree(deletedAtMs: number): boolean {
    return deletedAtMs + BEFORE_NAME_IS_FREE_MS <= this.#engine.clock.now();
  }

  #checkRedrive(queue: { arn: string; fifo: boolean }, { RedrivePolicy: policy }: QueueAttributes): void {
    if (policy) checkRedrive(policy, queue, (arn) => this.byArn(arn));
  }
}

const nameIn = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** Whether it is the name of a FIFO queue. Throws when it is no name, or does not go with the FifoQueue attribute. */
function checkName(name: string, attributes: QueueAttributes): boolean {
  const fifo = attributes.FifoQueue?.toLowerCase() === 'true';
  if (fifo && !FIFO_NAME.test(name))
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  if (!fifo && !NAME.test(name))
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  return fifo;
}
