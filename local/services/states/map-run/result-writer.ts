/**
 * ResultWriter: what comes of a map run, as the state's result or as files in S3 with a manifest. Without one the result is
 * the list of the outputs. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
import type { Json } from '../../../engine/service.ts';
import type { ResultWriter } from '../asl/definition.ts';
import type { States } from '../context.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from '../integrations/contract.ts';
import { putText } from '../integrations/s3.ts';
import type { Execution, MapRun } from '../model.ts';
import type { Branch } from '../run/branch.ts';
import { describedExecution } from '../shapes.ts';
import { childrenOf } from './counts.ts';
import { callOf } from './item-reader.ts';

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** The result of the state. Throws States.ResultWriterFailed. */
export async function resultOf(branch: Branch, arn: string): Promise<Json> {
  const { ResultWriter: writer } = branch.state;
  const { states } = branch.run;
  const children = childrenOf(states, arn);
  if (!writer?.Resource) {
    const as = transformationOf(writer, 'COMPACT');
    const failed = ({ status }: Execution) => status !== 'SUCCEEDED';
    return transformed(states, writer ? children : children.filter((child) => !failed(child)), as);
  }
  if (!writer.Resource.endsWith(':s3:putObject'))
    throw new Failure(
      'States.ResultWriterFailed',
      `The resource ${writer.Resource} of a ResultWriter is not supported by the local cloud.`,
    );
  const call = await callOf(branch, writer.Parameters ?? writer.Arguments ?? {}, 'ResultWriter');
  try {
    return await write(call, writer, arn, children);
  } catch (error) {
    if (error instanceof Failure && error.error?.startsWith('S3.'))
      throw new Failure('States.ResultWriterFailed', error.cause);
    throw error;
  }
}

async function write(call: TaskCall, writer: ResultWriter, arn: string, children: Execution[]): Promise<Json> {
  const { states } = call;
  const { Bucket, Prefix } = call.arguments as Readonly<Record<string, Json | undefined>>;
  if (typeof Bucket !== 'string') throw new Failure('States.ResultWriterFailed', 'ResultWriter needs Bucket.');
  const run = states.store.mapRuns.get(arn) as MapRun;
  const folder = `${typeof Prefix === 'string' && Prefix !== '' ? `${Prefix.replace(/\/$/, '')}/` : ''}${arn.split(':').at(-1)}`;
  const lines = writer.WriterConfig?.OutputType === 'JSONL';
  const as = transformationOf(writer, 'NONE');
  const kinds: Readonly<Record<string, Json[]>> = {
    FAILED: transformed(
      states,
      children.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'RUNNING'),
      as,
    ),
    PENDING: pending(states, run, children),
    SUCCEEDED: transformed(
      states,
      children.filter(({ status }) => status === 'SUCCEEDED'),
      as,
    ),
  };
  const ResultFiles: Record<string, Json> = {};
  for (const [kind, results] of Object.entries(kinds)) {
    ResultFiles[kind] = [];
    if (results.length === 0) continue;
    const text = lines ? results.map((result) => `${JSON.stringify(result)}\n`).join('') : JSON.stringify(results);
    const Key = `${folder}/${kind}_0.${lines ? 'jsonl' : 'json'}`;
    await putText(call, Bucket, Key, text);
    ResultFiles[kind] = [{ Key, Size: Buffer.byteLength(text) }];
  }
  const Key = `${folder}/manifest.json`;
  await putText(call, Bucket, Key, JSON.stringify({ DestinationBucket: Bucket, MapRunArn: arn, ResultFiles }));
  states.store.mapRuns.put(arn, { ...run, resultsWritten: true });
  return { MapRunArn: arn, ResultWriterDetails: { Bucket, Key } };
}

const transformationOf = (writer: ResultWriter | undefined, otherwise: Transformation): Transformation =>
  (writer?.WriterConfig?.Transformation as Transformation | undefined) ?? otherwise;

/** A child that failed is told whole, whatever the transformation. */
function transformed(states: States, children: readonly Execution[], as: Transformation): Json[] {
  return children.flatMap((child): readonly Json[] => {
    if (as === 'NONE' || child.status !== 'SUCCEEDED') return [told(states, child)];
    const { output = null } = child;
    return as === 'FLATTEN' && Array.isArray(output) ? (output as readonly Json[]) : [output];
  });
}

/** A child with its metadata, in members with a capital; dates are ISO 8601. */
function told(states: States, child: Execution): Json {
  const { inputDetails, outputDetails, mapRunArn, ...rest } = describedExecution(states, child);
  const members = {
    ...rest,
    inputDetails: { Included: true },
    ...(outputDetails && { outputDetails: { Included: true } }),
  };
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        value instanceof Date ? new Date(value.getTime()).toISOString() : (value as Json),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ) as Json;
}

/** What was not started because the map run failed before. */
function pending({ store }: States, { arn, sizes = [] }: MapRun, children: readonly Execution[]): Json[] {
  const started = new Set(children.map(({ mapRun }) => mapRun?.index));
  return sizes.flatMap((_, index) =>
    started.has(index)
      ? []
      : [{ Input: JSON.stringify(store.input(arn, index)), InputDetails: { Included: true }, Status: 'PENDING' }],
  );
}
