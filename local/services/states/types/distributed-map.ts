/**
 * Map in distributed mode: a map run, whose children are executions of their own. Owns the state's part of it: its fields, its
 * events, its result. What is read, run and written is in map-run/.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
import type { Json } from '../../../engine/service.ts';
import { processorOf } from '../asl/definition.ts';
import { Failure } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { inputsOf } from '../map-run/inputs.ts';
import { runMapChildren } from '../map-run/map-children.ts';
import { itemsIn } from '../map-run/item-reader.ts';
import { resultOf } from '../map-run/result-writer.ts';
import type { MapRun } from '../model.ts';
import { parentOf } from '../names.ts';
import type { Branch } from '../run/branch.ts';
import type { Outcome } from '../run/outcome.ts';
import { atOnce, itemsOf, toleranceOf } from './map-fields.ts';

export async function runDistributedMap(branch: Branch): Promise<Outcome> {
  const { state, run } = branch;
  const mapRun = await begun(branch);
  if (run.probe?.mock) return { ...(await flowOf(branch).leave(branch, run.probe.mock())), next: state.Next };
  const takeBack = branch.onAbort(() => {
    ended(branch, mapRun, 'ABORTED');
    if (!run.isFull) branch.emit('MapRunAborted');
  });
  let result: Json;
  try {
    if (known(branch, mapRun).sizes === undefined) await read(branch, mapRun);
    const failure = await runMapChildren(branch, mapRun);
    result = await resultOf(branch, mapRun);
    if (failure) throw failure;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    branch.live();
    ended(branch, mapRun, 'FAILED');
    const { error: name, cause } = error;
    branch.emit('MapRunFailed', { ...(name !== undefined && { error: name }), ...(cause !== undefined && { cause }) });
    throw error;
  } finally {
    takeBack();
  }
  ended(branch, mapRun, 'SUCCEEDED');
  branch.emit('MapRunSucceeded');
  const outcome = await flowOf(branch).leave(branch, result);
  branch.emit('MapStateSucceeded', undefined, false);
  return { ...outcome, next: state.Next };
}

/** The ARN of the map run: a new one, the one that a restart found, or the one that is redriven. */
async function begun(branch: Branch): Promise<string> {
  const { frame, run } = branch;
  const arn = frame.progress?.kind === 'children' ? frame.progress.mapRunArn : undefined;
  if (arn === undefined) return await begin(branch);
  const before = known(branch, arn);
  if (before.status === 'RUNNING') return arn;
  const { stoppedMs, ...rest } = before;
  const redriveCount = before.redriveCount + 1;
  run.states.store.mapRuns.put(arn, {
    ...rest,
    status: 'RUNNING',
    resultsWritten: false,
    redriveCount,
    redrivenMs: run.engine.clock.now(),
  });
  branch.emit('MapRunRedriven', { mapRunArn: arn, redriveCount });
  branch.save();
  return arn;
}

async function begin(branch: Branch): Promise<string> {
  const { frame, state, run } = branch;
  const { engine, execution } = run;
  const items = state.ItemReader && !run.probe?.items ? undefined : await itemsOf(branch);
  const maxConcurrency = await atOnce(branch);
  branch.emit('MapStateStarted', { length: items?.length ?? 0 });
  const tolerance = await toleranceOf(branch);
  const label = state.Label ?? frame.state;
  const parent = parentOf(execution.machine);
  const arn = engine.arn('states', `mapRun:${parent}/${label}:${engine.random.uuid()}`);
  const { ProcessorConfig: config, ...processor } = processorOf(state);
  const { QueryLanguage } = run.machine;
  if (!run.probe)
    run.states.store.mapRuns.put(arn, {
      arn,
      execution: execution.arn,
      machine: `${parent}/${label}`,
      label,
      processor: { ...(QueryLanguage && { QueryLanguage }), ...processor },
      childType: config?.ExecutionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      roleArn: execution.roleArn,
      status: 'RUNNING',
      startedMs: engine.clock.now(),
      maxConcurrency,
      toleratedFailureCount: tolerance.count,
      toleratedFailurePercentage: tolerance.percentage,
      resultsWritten: false,
      redriveCount: 0,
    });
  frame.progress = { kind: 'children', begunMs: engine.clock.now(), mapRunArn: arn };
  branch.emit('MapRunStarted', { mapRunArn: arn });
  branch.save();
  return arn;
}

/** Reads the items and keeps what each child is to be given: after a restart nothing is read again. */
async function read(branch: Branch, arn: string): Promise<void> {
  const { store } = branch.run.states;
  const items = branch.state.ItemReader
    ? await itemsIn(branch, branch.state.ItemReader)
    : (await itemsOf(branch)).map((Value) => ({ Value }));
  const inputs = await inputsOf(branch, items);
  branch.live();
  store.putInputs(
    arn,
    inputs.map(({ input }) => input),
  );
  store.mapRuns.put(arn, { ...known(branch, arn), sizes: inputs.map(({ size }) => size) });
}

function ended(branch: Branch, arn: string, status: MapRun['status']): void {
  const { states, engine } = branch.run;
  states.store.mapRuns.put(arn, { ...known(branch, arn), status, stoppedMs: engine.clock.now() });
}

function known(branch: Branch, arn: string): MapRun {
  const found = branch.run.states.store.mapRuns.get(arn);
  if (!found) throw new Error(`The journal has no map run ${arn}.`);
  return found;
}
