/** The input of an action, gathered from address, query, headers and document. What is not known is refused by name. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import { LARGEST_DOCUMENT_BYTES } from '../limits.ts';
import type { Address } from './address.ts';
import { bodyOf } from './body.ts';
import type { Operation } from './operation.ts';
import { headerValue } from './schemas.ts';
import { readDocument } from './xml.ts';

/** Of the transport, of signatures and of digests, whatever the action. */
const KNOWN_HEADERS: ReadonlySet<string> = new Set([
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-expected-bucket-owner',
  'x-amz-source-expected-bucket-owner',
  'x-amz-request-payer',
  'x-amz-optional-object-attributes',
]);
const CHECKSUM_HEADER = /^x-amz-checksum-/;

/** Parsed. Throws InvalidArgument, MalformedXML, or UnsupportedOperation. */
export async function inputOf(operation: Operation, address: Address, request: IncomingMessage): Promise<unknown> {
  const { binding, name } = operation;
  const headers = headersOf(address, request);
  const members: Record<string, unknown> = {
    ...(binding.at !== 'service' && { Bucket: address.bucket }),
    ...(binding.at === 'object' && { Key: address.key }),
  };
  for (const [parameter, member] of Object.entries(binding.query ?? {})) {
    const value = address.query.get(parameter);
    if (value !== null) members[member] = value;
  }
  for (const [header, member] of Object.entries(binding.headers ?? {})) {
    const value = headers.get(header);
    if (value !== undefined) members[member] = value;
  }
  for (const [prefix, member] of Object.entries(binding.prefixed ?? {})) {
    const found = [...headers].filter(([header]) => header.startsWith(prefix));
    members[member] = Object.fromEntries(found.map(([header, value]) => [header.slice(prefix.length), value]));
  }
  refuseUnknown(operation, headers);
  if (binding.document) {
    const [root, member, need] = binding.document;
    const text = await textOf(request, binding.wholeChecksum);
    if (text !== '' || need !== 'optional') members[member] = readDocument(text, root);
  }
  const parsed = operation.input.safeParse(members);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error, name, binding.document?.[1]);
}

/** Signing in the query moves headers there. */
function headersOf({ presigned, query }: Address, { headers }: IncomingMessage): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (presigned) {
    for (const [name, value] of query) {
      const header = name.toLowerCase();
      if (header.startsWith('x-amz-') && !PRESIGNING.has(header)) found.set(header, headerValue(header, value));
    }
  }
  for (const [header, value] of Object.entries(headers)) {
    if (value !== undefined) found.set(header, Array.isArray(value) ? value.join(',') : value);
  }
  return found;
}

const PRESIGNING: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-expires',
]);

function refuseUnknown({ binding, name }: Operation, headers: ReadonlyMap<string, string>): void {
  const prefixes = Object.keys(binding.prefixed ?? {});
  for (const header of headers.keys()) {
    if (!header.startsWith('x-amz-') || KNOWN_HEADERS.has(header) || CHECKSUM_HEADER.test(header)) continue;
    if (binding.headers?.[header] !== undefined || prefixes.some((prefix) => header.startsWith(prefix))) continue;
    throw unsupported(`Header ${header} of ${name}`);
  }
}

/** The whole body as text, held against its digests. */
export async function textOf(request: IncomingMessage, withoutChecksum = false): Promise<string> {
  const body = bodyOf(request, LARGEST_DOCUMENT_BYTES, withoutChecksum);
  const pieces: Buffer[] = [];
  for await (const piece of body.bytes()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function refused(error: z.ZodError, action: string, document: string | undefined): AwsError {
  const [issue] = error.issues;
  const [head, ...rest] = issue?.path ?? [];
  if (issue && head === document && document !== undefined) {
    return new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      { members: { Detail: `${rest.join('.') || document}: ${issue.message}` } },
    );
  }
  const message = issue?.message ?? z.prettifyError(error);
  return new AwsError('InvalidArgument', message, { members: { ArgumentName: String(head ?? action) } });
}
