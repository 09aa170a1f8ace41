/** The client of SQS, for functions that work with queues all the time; others come by queue-door.ts. Made once per environment. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from './client-config.ts';
import { lazy } from './clients.ts';

/** Queue URLs name the queue, not the endpoint: that one comes from the environment. */
export const sqs = lazy(() => new SQSClient({ useQueueUrlAsEndpoint: false, ...clientConfig() }));
