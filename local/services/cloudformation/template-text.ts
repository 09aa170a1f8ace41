/**
 * The text of a template, from the request itself or from a bucket. The host of a TemplateURL is not looked at: there is one
 * place with buckets here.
 */
import { readFileSync } from 'node:fs';
import type { Engine } from '../../engine/engine.ts';
import { validation } from './errors.ts';

export interface TemplateMembers {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** Undefined when neither is given. */
export function templateText(engine: Engine, { TemplateBody, TemplateURL }: TemplateMembers): string | undefined {
  if (TemplateBody !== undefined && TemplateURL !== undefined)
    throw validation('You must specify only one of Template Body or Template URL');
  return TemplateURL === undefined ? TemplateBody : fromBucket(engine, TemplateURL);
}

function fromBucket(engine: Engine, address: string): string {
  const { bucket, key } = objectOf(address);
  const path = engine.ports.has('objects') ? engine.ports.get('objects').path(bucket, key) : undefined;
  const asset = path ?? (engine.ports.has('assets') ? engine.ports.get('assets').path(bucket, key) : undefined);
  if (asset === undefined) throw validation(`S3 error: The specified key does not exist. (${bucket}/${key})`);
  return readFileSync(asset, 'utf8');
}

/** `https://s3.region.amazonaws.com/bucket/key`, or the bucket in the host's name. */
function objectOf(address: string): { bucket: string; key: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw validation('TemplateURL must be a supported URL.');
  const path = decodeURIComponent(url.pathname.slice(1));
  const [, hosted] = /^(.+)\.s3[.-]/.exec(url.hostname) ?? [];
  if (hosted !== undefined) return { bucket: hosted, key: path };
  const slash = path.indexOf('/');
  if (slash <= 0) throw validation('TemplateURL must reference a valid S3 object to which you have access.');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
