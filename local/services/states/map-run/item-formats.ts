/**
 * The formats that an ItemReader reads: JSON, JSON Lines, text with columns, and the manifest of an S3 inventory.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Json } from '../../../engine/service.ts';
import type { ItemReader } from '../asl/definition.ts';
import type { Item } from './inputs.ts';

/** What was read is not what the ItemReader says. */
export class ReadFault extends Error {}

type Config = NonNullable<ItemReader['ReaderConfig']>;

/** Throws a ReadFault. */
export function itemsOfText(text: string, config: Config): Item[] {
  const { InputType: type = 'JSON' } = config;
  if (type === 'JSON') return itemsOfJson(text, config.ItemsPointer);
  if (type === 'JSONL') return linesOf(text).map((Value) => ({ Value }));
  if (type === 'CSV') return rowsOf(text, config).map((Value) => ({ Value }));
  throw new ReadFault(`InputType ${type} of an ItemReader is not supported by the local cloud.`);
}

/** A list, or an object whose members are the items; or what a JSON pointer finds in it. https://www.rfc-editor.org/rfc/rfc6901 */
function itemsOfJson(text: string, pointer: string | undefined): Item[] {
  const found = pointer ? at(json(text), pointer) : json(text);
  if (Array.isArray(found)) return found.map((Value: Json) => ({ Value }));
  if (typeof found === 'object' && found !== null)
    return Object.entries(found).map(([Key, Value]) => ({ Key, Value: Value as Json }));
  throw new ReadFault(
    'Attempting to map over non-iterable node: the JSON that was read must be an array or an object.',
  );
}

function json(text: string, where = 'The object'): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ReadFault(`${where} is not valid JSON: ${(error as Error).message}`);
  }
}

function at(value: Json, pointer: string): Json {
  if (!pointer.startsWith('/')) throw new ReadFault(`ItemsPointer is not a JSON pointer: ${pointer}`);
  let found: Json | undefined = value;
  for (const step of pointer.slice(1).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const from: Json | undefined = found;
    found =
      typeof from === 'object' && from !== null && Object.hasOwn(from, name)
        ? (from as { readonly [key: string]: Json })[name]
        : undefined;
  }
  if (found === undefined) throw new ReadFault(`ItemsPointer finds nothing: ${pointer}`);
  return found;
}

const linesOf = (text: string): Json[] =>
  text
    .split(/\r?\n/)
    .map((line, i) => [line.trim(), i + 1] as const)
    .filter(([line]) => line !== '')
    .map(([line, number]) => json(line, `Line ${number}`));

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

function rowsOf(text: string, { CSVHeaderLocation: where, CSVHeaders: given, CSVDelimiter = 'COMMA' }: Config): Json[] {
  const delimiter = DELIMITERS[CSVDelimiter];
  if (delimiter === undefined) throw new ReadFault(`CSVDelimiter is none of ${Object.keys(DELIMITERS).join(', ')}.`);
  if (where !== 'FIRST_ROW' && where !== 'GIVEN') throw new ReadFault('CSVHeaderLocation must be FIRST_ROW or GIVEN.');
  const rows = cells(text, delimiter);
  const headers = where === 'GIVEN' ? given : rows.shift();
  if (!Array.isArray(headers) || headers.length === 0) throw new ReadFault('CSV headers cannot be empty.');
  return rows.map((row) => recordOf(headers.map(String), row));
}

/** More cells than headers: the rest is left out. Fewer: those at the end are empty. */
const recordOf = (headers: readonly string[], row: readonly string[]): Json =>
  Object.fromEntries(headers.map((header, i) => [header, row[i] ?? '']));

function cells(text: string, delimiter: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    throw new ReadFault(`The object is not valid CSV: ${(error as Error).message}`);
  }
}

/**
 * The rows of an S3 inventory, by its manifest. `get` reads one of its files.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export async function itemsOfManifest(
  text: string,
  { ManifestType: type }: Config,
  get: (bucket: string, key: string) => Promise<Buffer>,
): Promise<Json[]> {
  if (type !== undefined && type !== 'S3_INVENTORY')
    throw new ReadFault(`ManifestType ${type} is not supported by the local cloud.`);
  const { fileFormat, fileSchema, destinationBucket, files } = json(text, 'The manifest') as Record<string, unknown>;
  if (fileFormat !== 'CSV')
    throw new ReadFault(
      `An S3 inventory in the format ${fileFormat} is not supported by the local cloud: only CSV is.`,
    );
  if (typeof fileSchema !== 'string' || typeof destinationBucket !== 'string' || !Array.isArray(files))
    throw new ReadFault('The manifest needs fileSchema, destinationBucket and files.');
  const headers = fileSchema.split(',').map((name) => name.trim());
  const bucket = destinationBucket.replace(/^arn:[^:]+:s3:::/, '');
  const items: Json[] = [];
  for (const { key } of files as { key: string }[]) {
    const bytes = await get(bucket, key);
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    for (const row of cells(plain.toString(), ',')) items.push(recordOf(headers, row));
  }
  return items;
}
