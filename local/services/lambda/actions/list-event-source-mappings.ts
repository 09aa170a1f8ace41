/**
 * Lists mappings, of one function or one queue if asked, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
import type { ListEventSourceMappingsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { type ListOf, mappingConfiguration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { parseFunctionName } from '../names.ts';
import { functionName, paging } from '../schemas.ts';

export const listEventSourceMappings = (lambda: Lambda): Action =>
  action({
    name: 'ListEventSourceMappings',
    http: {
      method: 'GET',
      path: '/2015-03-31/event-source-mappings',
      query: { FunctionName: 'FunctionName', EventSourceArn: 'EventSourceArn', Marker: 'Marker', MaxItems: 'MaxItems' },
    },
    input: z.strictObject({
      FunctionName: functionName.optional(),
      EventSourceArn: z.string().optional(),
      ...paging,
    }),
    run({ FunctionName, EventSourceArn }) {
      const name = FunctionName === undefined ? undefined : parseFunctionName(FunctionName).name;
      const mappings = lambda.store
        .mappings()
        .filter((one) => name === undefined || one.functionName === name)
        .filter((one) => EventSourceArn === undefined || one.sourceArn === EventSourceArn);
      return {
        EventSourceMappings: mappings.map((one) => mappingConfiguration(lambda.engine, one)),
      } satisfies ListOf<Omit<ListEventSourceMappingsCommandOutput, '$metadata'>>;
    },
  });
