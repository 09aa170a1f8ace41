/**
 * Makes a mapping from a queue to a function; it settles in a later turn.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
import type { CreateEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { mappingConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { makeMapping } from '../mapping/rules.ts';
import { functionName, mappingMembers, tags } from '../schemas.ts';

export const createEventSourceMapping = (lambda: Lambda): Action =>
  action({
    name: 'CreateEventSourceMapping',
    http: { method: 'POST', path: '/2015-03-31/event-source-mappings', status: 202 },
    input: z.strictObject({
      ...mappingMembers,
      FunctionName: functionName,
      EventSourceArn: z.string(),
      Tags: tags.optional(),
    }),
    async run(members) {
      const mapping = makeMapping(lambda, members);
      await lambda.store.durable();
      return mappingConfiguration(lambda.engine, mapping) satisfies Wire<
        Omit<CreateEventSourceMappingCommandOutput, '$metadata'>
      >;
    },
  });
