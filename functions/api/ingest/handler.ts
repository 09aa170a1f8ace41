/**
 * The way in for clients. Needs: events:PutEvents on the bus (any source that is not an agent's), and dynamodb:UpdateItem,
 * GetItem, DeleteItem on rows `claim#ingest#*` of the registry,
 * s3:PutObject on payloads of open channels, PutObject and GetObject on uploads.
 */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { systems } from '../../../systems/all.ts';
import { createClientClaims } from '../../kit/client-claim.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createLogger, createMeasure } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { createIngest } from './ingest.ts';
import { createUploads } from './uploads.ts';

const { bus, payloadsBucket, registryTable } = settings();

export const handler = createIngest({
  catalogue: createCatalogue(systems),
  clock: systemClock,
  publish: createPublish(eventBridge(), bus, createPayloads(payloadsBucket), systemClock),
  claims: createClientClaims(dynamoDb(), registryTable, systemClock),
  log: createLogger('api.ingest'),
  measure: createMeasure(),
  uploads: createUploads(payloadsBucket, systemClock),
});
