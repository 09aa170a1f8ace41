/** SQS, for those who rarely need it: its client is loaded with the first call. */
import type { Queues } from './queues.ts';

export type OpenQueues = () => Promise<Queues>;

export const openQueues: OpenQueues = async () => (await import('./queues.ts')).sqsQueues();
