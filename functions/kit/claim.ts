/**
 * Effects once: a message is claimed before its handler runs, and what it caused is kept with the claim, so that a second
 * delivery gets that instead of a second effect. Powertools Idempotency over the registry table.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */

import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import type { Message } from '../../contracts/message.ts';
import { claimKey } from '../../contracts/tables/registry.ts';

/** As long as a queue can hold a message: 14 days. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const CLAIM_S = 14 * 86_400;
/** A partition of DynamoDB takes 1,000 writes a second, so an agent's claims are spread over several. */
const PARTITIONS = 16;

export type Work = () => Promise<readonly Message[]>;
/** Runs the work at most once for a message id; later calls get what it gave. Throws while another run is under way. */
export type Claim = (messageId: string, context: Context, work: Work) => Promise<readonly Message[]>;

export function createClaim(client: DynamoDBClient, table: string, agent: string): Claim {
  const layers = Array.from(
    { length: PARTITIONS },
    (_, i) =>
      new DynamoDBPersistenceLayer({
        tableName: table,
        keyAttr: 'pk',
        sortKeyAttr: 'sk',
        staticPkValue: `${claimKey(agent)}#${i.toString(16)}`,
        expiryAttr: 'ttl',
        awsSdkV3Client: client,
      }),
  );
  return async (messageId, context, work) => {
    const config = new IdempotencyConfig({ expiresAfterSeconds: CLAIM_S, lambdaContext: context });
    const persistenceStore =
      layers[Number.parseInt(messageId.slice(-1), 16) % PARTITIONS] ?? (layers[0] as DynamoDBPersistenceLayer);
    const once = makeIdempotent((_id: string, run: Work) => run(), {
      persistenceStore,
      config,
      dataIndexArgument: 0,
      keyPrefix: agent,
    });
    return (await once(messageId, work)) as readonly Message[];
  };
}
