/**
 * Deletes a mapping; batches that run end as they will.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html
 */
import type { DeleteEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { mappingConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { getMapping } from '../mapping/rules.ts';

export const deleteEventSourceMapping = (lambda: Lambda): Action =>
  action({
    name: 'DeleteEventSourceMapping',
    http: { method: 'DELETE', path: '/2015-03-31/event-source-mappings/{UUID}', status: 202 },
    input: z.strictObject({ UUID: z.string() }),
    async run({ UUID }) {
      const mapping = lambda.mappings.remove(getMapping(lambda, UUID));
      await lambda.store.durable();
      return mappingConfiguration(lambda.engine, mapping) satisfies Wire<
        Omit<DeleteEventSourceMappingCommandOutput, '$metadata'>
      >;
    },
  });
