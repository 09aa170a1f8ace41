/**
 * A durable checkpointer for LangGraph over node:sqlite, with the store's own settings: WAL, and every commit on disk. The official
 * one needs better-sqlite3, a native module that is compiled or downloaded when it is installed; this one does the same work.
 */
import { DatabaseSync } from 'node:sqlite';
import { BaseCheckpointSaver, type CheckpointTuple } from '@langchain/langgraph';

type Config = CheckpointTuple['config'];
type Put = BaseCheckpointSaver['put'];
type PutWrites = BaseCheckpointSaver['putWrites'];

export class SqliteSaver extends BaseCheckpointSaver {
  readonly #database: DatabaseSync;
  constructor(file: string) {
    super();
    this.#database = new DatabaseSync(file);
    this.#database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
      CREATE TABLE IF NOT EXISTS checkpoints (thread TEXT, ns TEXT, id TEXT, parent TEXT, checkpoint BLOB, metadata BLOB, PRIMARY KEY (thread, ns, id));
      CREATE TABLE IF NOT EXISTS writes (thread TEXT, ns TEXT, id TEXT, path TEXT, task TEXT, idx INT, channel TEXT, value BLOB,
        PRIMARY KEY (thread, ns, id, task, idx));`);
  }
  override put: Put = async (config, checkpoint, metadata) => {
    const [[, body], [, about]] = await Promise.all([
      this.serde.dumpsTyped(checkpoint),
      this.serde.dumpsTyped(metadata),
    ]);
    const { thread, ns, id } = keyOf(config);
    this.#run('INSERT OR REPLACE INTO checkpoints VALUES (?,?,?,?,?,?)', thread, ns, checkpoint.id, id, body, about);
    return { configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: checkpoint.id } };
  };
  override putWrites: PutWrites = async (config, writes, task, path = '') => {
    const { thread, ns, id } = keyOf(config);
    const rows = await Promise.all(writes.map(async ([, value]) => (await this.serde.dumpsTyped(value))[1]));
    this.#database.exec('BEGIN');
    for (const [index, [channel]] of writes.entries())
      this.#run(
        'INSERT OR REPLACE INTO writes VALUES (?,?,?,?,?,?,?,?)',
        thread,
        ns,
        id,
        path,
        task,
        index,
        channel,
        rows[index] ?? null,
      );
    this.#database.exec('COMMIT');
  };
  override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
    for await (const tuple of this.list(config)) return tuple;
    return undefined;
  }
  override async *list(config: Config): AsyncGenerator<CheckpointTuple> {
    const { thread, ns, id } = keyOf(config);
    const rows = this.#all(
      'SELECT * FROM checkpoints WHERE thread=? AND ns=? AND (?3 IS NULL OR id=?3) ORDER BY id DESC',
      thread,
      ns,
      id,
    );
    const at = (checkpoint: unknown) => ({
      configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: checkpoint },
    });
    for (const row of rows) {
      const writes = this.#all(
        'SELECT * FROM writes WHERE thread=? AND ns=? AND id=? ORDER BY path, task, idx',
        thread,
        ns,
        row.id as string,
      );
      const load = (value: unknown) => this.serde.loadsTyped('json', value as Uint8Array);
      const pendingWrites = await Promise.all(
        writes.map(
          async ({ task, channel, value }): Promise<[string, string, unknown]> => [
            String(task),
            String(channel),
            await load(value),
          ],
        ),
      );
      const [checkpoint, metadata] = await Promise.all([load(row.checkpoint), load(row.metadata)]);
      yield {
        config: at(row.id),
        checkpoint,
        metadata,
        pendingWrites,
        ...(row.parent !== null && { parentConfig: at(row.parent) }),
      };
    }
  }
  override async deleteThread(thread: string): Promise<void> {
    for (const table of ['checkpoints', 'writes']) this.#run(`DELETE FROM ${table} WHERE thread=?`, thread);
  }
  close = (): void => this.#database.close();
  #run = (sql: string, ...values: Value[]) => this.#database.prepare(sql).run(...values);
  #all = (sql: string, ...values: Value[]) => this.#database.prepare(sql).all(...values);
}

type Value = string | number | null | Uint8Array;

function keyOf({ configurable = {} }: Config): { thread: string; ns: string; id: string | null } {
  return {
    thread: configurable.thread_id,
    ns: configurable.checkpoint_ns ?? '',
    id: configurable.checkpoint_id ?? null,
  };
}
