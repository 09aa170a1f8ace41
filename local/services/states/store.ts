/**
 * The state of Step Functions. Machines, versions, aliases and executions are held in memory and written through; histories
 * and frames are only written, and read back by key. Whoever answers a caller awaits `durable` first.
 */
import type { Engine } from '../../engine/engine.ts';
import { createShelf, type Shelf } from '../../engine/shelf.ts';
import type { Json } from '../../engine/service.ts';
import type { Alias, Execution, HistoryRecord, MapRun, StateMachine, Version } from './model.ts';
import type { Frame } from './run/frame.ts';
import { frameOf, type StoredFrame, storedFrame } from './run/stored-frame.ts';

export interface StatesStore {
  readonly machines: Shelf<StateMachine>;
  /** By `machine:number`, the number in ten digits. */
  readonly versions: Shelf<Version>;
  /** By `machine:alias`. */
  readonly aliases: Shelf<Alias>;
  /** By ARN. */
  readonly executions: Shelf<Execution>;
  /** By ARN. */
  readonly mapRuns: Shelf<MapRun>;
  /** What the children of a map run are to be given, in the order of their index. */
  putInputs(mapRun: string, inputs: readonly Json[]): void;
  input(mapRun: string, index: number): Json;
  addEvent(execution: string, record: HistoryRecord): void;
  /** In the order of their ids. */
  history(execution: string): HistoryRecord[];
  lastEventId(execution: string): number;
  /** `textOf` gives values as JSON text. */
  putFrame(execution: string, frame: Frame, textOf: (value: Json) => string): void;
  deleteFrame(execution: string, id: string): void;
  frames(execution: string): Frame[];
  /** With its history, its map runs and their children. */
  forgetExecution(execution: string): void;
  durable(): Promise<void>;
}

/** Behind every key that starts so. */
const behind = (prefix: string): string => `${prefix}\u{10fffd}`;
const inputKey = (mapRun: string, index: number): string => `${mapRun}|${String(index).padStart(9, '0')}`;
const eventKey = (execution: string, id: number): string => `${execution}|${String(id).padStart(6, '0')}`;

export function createStatesStore({ store }: Engine): StatesStore {
  const history = store.collection<HistoryRecord>('states:history');
  const frames = store.collection<StoredFrame>('states:frames');
  const executions = createShelf<Execution>(store.collection('states:executions'));
  const mapRuns = createShelf<MapRun>(store.collection('states:map-runs'));
  const inputs = store.collection<Json>('states:map-inputs');

  function forgetExecution(execution: string): void {
    for (const run of mapRuns.list()) if (run.execution === execution) forgetMapRun(run);
    const range = { from: `${execution}|`, to: behind(`${execution}|`) };
    for (const [key] of history.entries(range)) history.delete(key);
    for (const [key] of frames.entries(range)) frames.delete(key);
    executions.delete(execution);
  }

  function forgetMapRun({ arn }: MapRun): void {
    mapRuns.delete(arn);
    for (const [key] of inputs.entries({ from: `${arn}|`, to: behind(`${arn}|`) })) inputs.delete(key);
    for (const child of executions.list()) if (child.mapRun?.arn === arn) forgetExecution(child.arn);
  }

  return {
    mapRuns,
    putInputs(mapRun, all) {
      for (const [index, input] of all.entries()) inputs.put(inputKey(mapRun, index), input);
    },
    input: (mapRun, index) => inputs.get(inputKey(mapRun, index)) ?? null,
    machines: createShelf(store.collection('states:machines')),
    versions: createShelf(store.collection('states:versions')),
    aliases: createShelf(store.collection('states:aliases')),
    executions,
    addEvent: (execution, record) => history.put(eventKey(execution, record.id), record),
    history: (execution) =>
      history.entries({ from: `${execution}|`, to: behind(`${execution}|`) }).map(([, record]) => record),
    lastEventId: (execution) =>
      history.entries({ from: `${execution}|`, to: behind(`${execution}|`), reverse: true, limit: 1 })[0]?.[1].id ?? 0,
    putFrame: (execution, frame, textOf) => frames.put(`${execution}|${frame.id}`, storedFrame(frame, textOf)),
    deleteFrame: (execution, id) => frames.delete(`${execution}|${id}`),
    frames: (execution) =>
      frames.entries({ from: `${execution}|`, to: behind(`${execution}|`) }).map(([, frame]) => frameOf(frame)),
    durable: () => store.durable(),
    forgetExecution,
  };
}
