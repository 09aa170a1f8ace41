/** The functions: their threads, what runs in them, and where they are reached, as `GET /_local/` shows them. No environment variables: they may hold secrets. */
import type { Json } from '../../engine/service.ts';
import type { Lambda } from './context.ts';
import { addressOf } from './urls/config.ts';

export const inspectLambda = ({ engine, store, pool, invoker }: Lambda): Json => ({
  functions: store.functions().map(({ name, latest, versions, aliases, urls, reservedConcurrency }) => ({
    name,
    arn: latest.functionArn,
    runtime: latest.runtime,
    handler: latest.handler,
    timeoutS: latest.timeoutS,
    memoryMb: latest.memoryMb,
    logGroup: latest.logging.group,
    versions: Object.keys(versions),
    aliases: Object.keys(aliases),
    urls: Object.entries(urls ?? {}).map(([qualifier, url]) => ({
      qualifier,
      url: addressOf(engine, url),
      authType: url.authType,
      invokeMode: url.invokeMode,
    })),
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
