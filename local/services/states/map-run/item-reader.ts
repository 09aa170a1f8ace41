/**
 * ItemReader: items out of S3. Owns what its fields mean; how a file is read is in item-formats.ts. What goes wrong is
 * States.ItemReaderFailed. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
import type { Json } from '../../../engine/service.ts';
import type { ItemReader } from '../asl/definition.ts';
import { Failure } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { needed } from '../flow/jsonpath-flow.ts';
import type { TaskCall } from '../integrations/contract.ts';
import { getBytes, listObjects } from '../integrations/s3.ts';
import type { Branch } from '../run/branch.ts';
import type { Item } from './inputs.ts';
import { itemsOfManifest, itemsOfText, ReadFault } from './item-formats.ts';

export async function itemsIn(branch: Branch, reader: ItemReader): Promise<readonly Item[]> {
  try {
    const most = await maxItems(branch, reader);
    const call = await callOf(branch, reader.Parameters ?? reader.Arguments ?? {}, 'ItemReader');
    return (await read(call, reader)).slice(0, most);
  } catch (error) {
    if (error instanceof ReadFault) throw failed(error.message);
    if (error instanceof Failure && error.error?.startsWith('S3.')) throw failed(error.cause ?? error.error);
    throw error;
  }
}

const failed = (cause: string): Failure => new Failure('States.ItemReaderFailed', cause);

/** A call in the name of the execution, with the Parameters or Arguments filled. */
export async function callOf(branch: Branch, template: Json, field: string): Promise<TaskCall> {
  const { states, execution } = branch.run;
  const name = flowOf(branch).language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = await flowOf(branch).fill(branch, template, `${field}/${name}`);
  return { states, execution, id: '', arguments: given, textOf: branch.textOf };
}

async function read(call: TaskCall, reader: ItemReader): Promise<readonly Item[]> {
  const { Resource: resource = '', ReaderConfig: config = {} } = reader;
  const { Bucket, Key, VersionId } = call.arguments as Readonly<Record<string, Json | undefined>>;
  if (resource.endsWith(':s3:listObjectsV2')) {
    if (config.Transformation !== undefined && config.Transformation !== 'NONE')
      throw new ReadFault(`Transformation ${config.Transformation} is not supported by the local cloud.`);
    return (await listObjects(call)).map((Value) => ({ Value, Source: `S3://${Bucket}` }));
  }
  if (!resource.endsWith(':s3:getObject'))
    throw new ReadFault(`The resource ${resource} of an ItemReader is not supported by the local cloud.`);
  if (typeof Bucket !== 'string' || typeof Key !== 'string') throw new ReadFault('ItemReader needs Bucket and Key.');
  const Source = `S3://${Bucket}/${Key}`;
  const text = (await getBytes(call, Bucket, Key, VersionId)).toString();
  if (config.InputType !== 'MANIFEST') return itemsOfText(text, config).map((item) => ({ ...item, Source }));
  const items = await itemsOfManifest(text, config, (bucket, key) => getBytes(call, bucket, key));
  return items.map((Value) => ({ Value, Source }));
}

async function maxItems(branch: Branch, { ReaderConfig: config = {} }: ItemReader): Promise<number> {
  const given = config.MaxItems;
  const value =
    config.MaxItemsPath !== undefined
      ? needed(branch, config.MaxItemsPath, 'MaxItemsPath')
      : typeof given === 'string'
        ? await flowOf(branch).fill(branch, given, 'ItemReader/ReaderConfig/MaxItems')
        : given;
  if (value === undefined || value === 0) return MOST_ITEMS;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return Math.min(value, MOST_ITEMS);
  throw failed(`MaxItems must be a positive integer, but was: ${JSON.stringify(value)}`);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const MOST_ITEMS = 100_000_000;
