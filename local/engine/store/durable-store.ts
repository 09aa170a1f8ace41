/**
 * A store in a directory: writes go to layers in memory and to the journal; the table gets them later, in a thread of its own.
 *
 *   put ─> current layers ─ segment is full ─> layers that are being filed ─ segment is in the table ─> gone
 *     └──> group ─ end of turn ─> journal: on disk, `durable()` resolves
 *
 * 1. Reads look into the current layers, then those that are being filed, then the table. So they see every write at once.
 * 2. The current layers are what the segment that is being written has, and the group that waits to be written.
 * 3. At most one segment is being filed; if the next one is full before that is done, it grows.
 * 4. A group that the disk refused is not forgotten: it is written before the next one, in its place.
 * 5. Closing is no different from crashing: opening files what the journal has.
 */
import { type Collection, collectionOf, type Store, type Texts } from './contract.ts';
import { checkFormat, openDatabase, takeDirectory } from './directory.ts';
import { fileAll } from './filing.ts';
import { createFilingThread, type FilingThread } from './filing-thread.ts';
import { clearRecord, deleteRecord, type Journal, nameRecord, openJournal, putRecord, replay } from './journal.ts';
import { type Layer, type Layers, laidOver, layerOf } from './layer.ts';
import { openTable, type Table } from './table.ts';

/** A segment of this size is filed: large enough that most messages have come and gone within it. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Throws a sentence that names the directory and the remedy when it is in use or of another format. */
export function openDurableStore(directory: string): Store {
  const leave = takeDirectory(directory);
  try {
    const database = openDatabase(directory);
    try {
      checkFormat(directory, database);
      return new DurableStore(directory, openTable(database), leave);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    leave();
    throw error;
  }
}

type Waiter = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

class DurableStore implements Store {
  readonly #table: Table;
  readonly #leave: () => void;
  readonly #journal: Journal;
  readonly #thread: FilingThread;
  readonly #collections: Map<string, number>;
  #current: Layers = new Map();
  #beingFiled: Layers | undefined;
  #filing: Promise<void> | undefined;
  #filingError: unknown;
  /** Records that are not written yet, and who waits for them. */
  #group: string[] = [];
  #waiting: Waiter[] = [];
  /** Who waits for the write that is under way. */
  #writing: Waiter[] | undefined;
  #scheduled = false;

  constructor(directory: string, table: Table, leave: () => void) {
    this.#table = table;
    this.#leave = leave;
    this.#journal = openJournal(directory, fileAll(directory, table) + 1);
    this.#thread = createFilingThread(directory);
    this.#collections = table.collections();
  }

  collection<T>(name: string): Collection<T> {
    return collectionOf<T>(this.#texts(this.#collections.get(name) ?? this.#name(name)));
  }

  durable(): Promise<void> {
    if (this.#filingError) return Promise.reject(this.#filingError);
    if (this.#group.length > 0) this.#schedule();
    const joins = this.#group.length > 0 ? this.#waiting : this.#writing;
    return joins ? new Promise((resolve, reject) => joins.push({ resolve, reject })) : Promise.resolve();
  }

  async close(): Promise<void> {
    try {
      await this.durable();
    } finally {
      await this.#filing;
      await this.#thread.close();
      await this.#journal.close();
      this.#table.close();
      this.#leave();
    }
  }

  #name(name: string): number {
    const id = this.#collections.size + 1;
    this.#collections.set(name, id);
    this.#write(nameRecord(id, name));
    return id;
  }

  #texts(id: number): Texts {
    return {
      get: (key) => this.#get(id, key),
      put: (key, text) => {
        layerOf(this.#current, id).set(key, text);
        this.#write(putRecord(id, key, text));
      },
      delete: (key) => {
        layerOf(this.#current, id).set(key, null);
        this.#write(deleteRecord(id, key));
      },
      range: (from, to, limit, reverse) => this.#range(id, from, to, limit, reverse),
      clear: () => {
        layerOf(this.#current, id).clear();
        this.#write(clearRecord(id));
      },
    };
  }

  #get(id: number, key: string): string | undefined {
    for (const layer of this.#layersOver(id)) {
      const change = layer.get(key);
      if (change !== undefined) return change ?? undefined;
    }
    return this.#table.get(id, key);
  }

  #range(id: number, from: string, to: string, limit: number, reverse: boolean) {
    const layers = this.#layersOver(id);
    const [upper = [], lower = []] = layers.map((layer) => layer.range(from, to));
    const changed = laidOver(upper, lower);
    if (reverse) changed.reverse();
    const stored = layers.at(-1)?.cleared
      ? []
      : this.#table.range(id, from, to, limit < 0 ? -1 : limit + changed.length, reverse);
    const items = laidOver(changed, stored, reverse).filter((item): item is [string, string] => item[1] !== null);
    return limit < 0 ? items : items.slice(0, limit);
  }

  /** Uppermost first; below one that was cleared, nothing counts. */
  #layersOver(id: number): Layer[] {
    const current = this.#current.get(id);
    const older = current?.cleared ? undefined : this.#beingFiled?.get(id);
    return [current, older].filter((layer) => layer !== undefined);
  }

  #write(record: string): void {
    this.#group.push(record);
    this.#schedule();
  }

  /** The group is written at the end of the turn; while a write is under way it gathers. */
  #schedule(): void {
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    setImmediate(() => this.#writeGroup());
  }

  #writeGroup(): void {
    this.#scheduled = false;
    const records = this.#group.join('');
    const settled = this.#waiting;
    this.#group = [];
    this.#waiting = [];
    this.#writing = settled;
    this.#journal.append(records, (error) => {
      this.#writing = undefined;
      if (error) this.#group.unshift(records);
      for (const { resolve, reject } of settled) error ? reject(error) : resolve();
      if (!error && this.#journal.bytes >= SEGMENT_BYTES && !this.#beingFiled) this.#rotate();
      if (error ? this.#waiting.length > 0 : this.#group.length > 0) this.#schedule();
    });
  }

  /** Goes on with the next segment and has the full one filed. The group that waits goes to the next one: rule 2. */
  #rotate(): void {
    const full = this.#journal.segment;
    this.#journal.next();
    this.#beingFiled = this.#current;
    this.#current = replay(this.#group.join('')).layers;
    this.#filing = this.#thread.file(full).then(
      () => {
        this.#beingFiled = undefined;
      },
      (cause) => {
        const remedy = 'Nothing is lost: see that its disk has room, and start again.';
        this.#filingError = new Error(`The data directory could not take journal segment ${full}. ${remedy}`, {
          cause,
        });
      },
    );
  }
}
