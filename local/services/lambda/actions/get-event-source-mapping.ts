/**
 * Tells a mapping and its state.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
 */
import type { GetEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { mappingConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { getMapping } from '../mapping/rules.ts';

export const getEventSourceMapping = (lambda: Lambda): Action =>
  action({
    name: 'GetEventSourceMapping',
    http: { method: 'GET', path: '/2015-03-31/event-source-mappings/{UUID}' },
    input: z.strictObject({ UUID: z.string() }),
    run: ({ UUID }) =>
      mappingConfiguration(lambda.engine, getMapping(lambda, UUID)) satisfies Wire<
        Omit<GetEventSourceMappingCommandOutput, '$metadata'>
      >,
  });
