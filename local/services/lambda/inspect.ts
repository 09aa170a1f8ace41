/** The functions: their threads, what runs in them, and where they are reached, as `GET /_local/` shows them. No environment variables: they may hold secrets. */
import type { Json } from '../../engine/service.ts';
import type { Lambda } from './context.ts';

export const inspectLambda = ({ store, pool, invoker }: Lambda): Json => ({
  functions: store.functions().map(({ name, latest, versions, aliases, reservedConcurrency }) => ({
    name,
    arn: latest.functionArn,
    runtime: latest.runtime,
    handler: latest.handler,
    timeoutS: latest.timeoutS,
    memoryMb: latest.memoryMb,
    logGroup: latest.logging.group,
    versions: Object.keys(versions),
    aliases: Object.keys(aliases),
    reservedConcurrency: reservedConcurrency ?? null,
    inFlight: invoker.running(name),
    environments: pool.environmentsOf(name),
  })),
  eventSourceMappings: store
    .mappings()
    .map(({ uuid, functionName, sourceArn, state, batchSize, maximumConcurrency }) => ({
      uuid,
      functionName,
      sourceArn,
      state,
      batchSize,
      maximumConcurrency: maximumConcurrency ?? null,
    })),
});
