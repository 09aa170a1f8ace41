/**
 * Keys of principals beyond the first admin: given out, listed, taken away. A key is told once and kept nowhere; its SHA-256 is
 * what the authorizer knows it by.
 *
 * 1. A principal has one key. For a new one, the old one is taken away first.
 * 2. The row that lists a principal is written before the key's own and removed after it, so a key that works is always listed.
 */
import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import {
  KEYS_KEY,
  keyRowKey,
  keyRowSchema,
  type PrincipalRow,
  principalRowSchema,
  SELF_ROW,
} from '../../../contracts/tables/registry.ts';
import type { Clock } from '../../kit/clock.ts';
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import { readBody } from '../../kit/http-body.ts';
import type { Log } from '../../kit/observe.ts';
import { readPartition, readRow } from '../../kit/partition.ts';
import { ProblemError, problem } from '../../kit/problem.ts';

/** 40 characters of base64url. */
const KEY_BYTES = 30;
const KEY_PREFIX = 'sb_';
/** The authorizer's minute, and the five that the API holds its answers (lib/stacks/api-stack.ts). */
const GOES_ON_S = 360;
/** The first key's principal, and what callers without a key are called. */
const RESERVED = ['admin', 'anonymous'];

const newKeySchema = z.strictObject({
  principal: z
    .string()
    .max(64)
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._@-]*$/,
      'must be letters, digits, dots, dashes, underscores and @, such as alice@example.com',
    )
    .refine((name) => !RESERVED.includes(name), `must not be ${RESERVED.join(' or ')}`),
  role: keyRowSchema.shape.role,
});

export interface KeysDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly client: DynamoDBClient;
  readonly table: string;
}

export function createKeys(deps: KeysDeps): HttpFunction {
  return createHttpFunction<'api/keys'>(
    {
      'POST /v1/keys': async ({ body, caller }) => {
        const { principal, role } = readBody(newKeySchema, body);
        const made = await give(deps, principal, role);
        deps.log.info('A key was given out.', { principal, role, by: caller.principal });
        return { status: 201, headers: { 'cache-control': 'no-store' }, body: made };
      },
      'GET /v1/keys': async () => ({ status: 200, body: { keys: await listed(deps) } }),
      'DELETE /v1/keys/{principal}': async ({ params: { principal = '' }, caller }) => {
        await takeAway(deps, principal);
        deps.log.info('A key was taken away.', { principal, by: caller.principal });
        return { status: 200, body: { principal, deleted: true, goesOnForS: GOES_ON_S } };
      },
    },
    deps.log,
  );
}

async function give({ clock, client, table }: KeysDeps, principal: string, role: PrincipalRow['role']) {
  const key = KEY_PREFIX + Buffer.from(clock.randomBytes(KEY_BYTES)).toString('base64url');
  const hash = createHash('sha256').update(key).digest('hex');
  const fields = { hash, principal, role, since: clock.now().toISOString() };
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: marshall({ pk: KEYS_KEY, sk: principal, ...fields }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const detail = `${principal} has a key already; DELETE /v1/keys/${principal} takes it away, then a new one can be given.`;
    throw new ProblemError(problem('key-exists', detail));
  }
  await client.send(
    new PutItemCommand({ TableName: table, Item: marshall({ pk: keyRowKey(hash), sk: SELF_ROW, ...fields }) }),
  );
  return { principal, role, since: fields.since, key };
}

/** The first admin, and the others in the order of their names; no key and no hash. */
async function listed({ client, table }: KeysDeps) {
  const admin = await readRow(client, table, keyRowKey('admin'), SELF_ROW);
  const rows: Pick<PrincipalRow, 'principal' | 'role' | 'since'>[] = admin ? [keyRowSchema.parse(admin)] : [];
  rows.push(...(await readPartition(client, table, KEYS_KEY)).map((row) => principalRowSchema.parse(row)));
  return rows.map(({ principal, role, since }) => ({ principal, role, since }));
}

async function takeAway({ client, table }: KeysDeps, principal: string): Promise<void> {
  const row = await readRow(client, table, KEYS_KEY, principal);
  if (!row) {
    const detail =
      principal === 'admin'
        ? 'The key of admin is in the secret of the stage: put a new value there.'
        : `${principal.slice(0, 64)} has no key; GET /v1/keys lists who has one.`;
    throw new ProblemError(problem('not-found', detail));
  }
  const { hash } = principalRowSchema.parse(row);
  await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk: keyRowKey(hash), sk: SELF_ROW }) }));
  await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk: KEYS_KEY, sk: principal }) }));
}
