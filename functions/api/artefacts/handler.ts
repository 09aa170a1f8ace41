/** Files that executions made. Needs: s3:GetObject on `artefacts/*`. */
import type { AgentDefinition } from '../../../contracts/system.ts';
import { systems } from '../../../systems/all.ts';
import { openBucket } from '../../kit/bucket.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { createArtefactsApi } from './artefacts.ts';

const makers = systems.filter(({ agents }) =>
  Object.values<AgentDefinition>(agents).some(({ needs }) => needs?.includes('artefacts')),
);

export const handler = createArtefactsApi({
  open: openBucket(settings().payloadsBucket),
  systems: makers.map(({ name }) => name),
  log: createLogger('api.artefacts'),
});
