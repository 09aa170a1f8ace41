/** Which action a request asks for: by method, by whether it is about a bucket or an object, and by its sub-resource. */
import type { IncomingMessage } from 'node:http';
import { unsupported } from '../../../engine/aws-error.ts';
import { methodNotAllowed } from '../errors.ts';
import type { Address } from './address.ts';
import type { Operation } from './operation.ts';

/** Sub-resources of S3: asking for one that no action here has is refused, never taken for the plain action. */
const SUB_RESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'append',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
] as const;

/** Throws MethodNotAllowed or UnsupportedOperation. */
export function routeTo(operations: readonly Operation[], address: Address, request: IncomingMessage): Operation {
  const at = address.bucket === undefined ? 'service' : address.key === undefined ? 'bucket' : 'object';
  const fitting = operations.filter(
    ({ binding }) =>
      binding.method === request.method &&
      binding.at === at &&
      (binding.by === undefined || request.headers[binding.by] !== undefined || address.query.has(binding.by)) &&
      (binding.marked ?? []).every((mark) => isMarked(address.query, mark)),
  );
  const [best] = fitting.sort((a, b) => weight(b) - weight(a));
  const asked = SUB_RESOURCES.find((name) => address.query.has(name));
  const place = `${request.method} of ${at === 'service' ? 'the service' : `a ${at}`}`;
  if (asked !== undefined && !(best?.binding.marked ?? []).some((mark) => mark.split('=')[0] === asked))
    throw unsupported(`S3: ${place} with ?${asked}`);
  if (!best) throw methodNotAllowed({ Method: request.method, ResourceType: at.toUpperCase() });
  return best;
}

function isMarked(query: URLSearchParams, mark: string): boolean {
  const [name = '', value] = mark.split('=');
  return value === undefined ? query.has(name) : query.get(name) === value;
}

const weight = ({ binding }: Operation): number => (binding.marked?.length ?? 0) * 2 + (binding.by ? 1 : 0);
