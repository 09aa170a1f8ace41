/**
 * Changes a mapping; it settles in a later turn.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
import type { UpdateEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { mappingConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { changeMapping, getMapping } from '../mapping/rules.ts';
import { mappingMembers } from '../schemas.ts';

export const updateEventSourceMapping = (lambda: Lambda): Action =>
  action({
    name: 'UpdateEventSourceMapping',
    http: { method: 'PUT', path: '/2015-03-31/event-source-mappings/{UUID}', status: 202 },
    input: z.strictObject({ ...mappingMembers, UUID: z.string() }),
    async run({ UUID, ...members }) {
      const mapping = changeMapping(lambda, getMapping(lambda, UUID), members);
      await lambda.store.durable();
      return mappingConfiguration(lambda.engine, mapping) satisfies Wire<
        Omit<UpdateEventSourceMappingCommandOutput, '$metadata'>
      >;
    },
  });
