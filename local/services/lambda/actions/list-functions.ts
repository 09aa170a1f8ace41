/**
 * Lists the functions, with their versions if asked, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
import type { ListFunctionsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { paging } from '../schemas.ts';

const input = z.strictObject({ ...paging, FunctionVersion: z.literal('ALL').optional() });

export const listFunctions = (lambda: Lambda): Action =>
  action({
    name: 'ListFunctions',
    http: {
      method: 'GET',
      path: '/2015-03-31/functions',
      query: { Marker: 'Marker', MaxItems: 'MaxItems', FunctionVersion: 'FunctionVersion' },
    },
    input,
    run({ FunctionVersion }) {
      const functions = lambda.store.functions();
      return {
        Functions: functions.flatMap((fn) => [
          configuration(fn.latest, FunctionVersion === 'ALL'),
          ...(FunctionVersion ? Object.values(fn.versions).map((version) => configuration(version)) : []),
        ]),
      } satisfies Omit<ListFunctionsCommandOutput, '$metadata'>;
    },
  });
