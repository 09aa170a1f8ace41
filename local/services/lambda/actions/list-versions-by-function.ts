/**
 * Lists the versions of a function, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
 */
import type { ListVersionsByFunctionCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, paging } from '../schemas.ts';

export const listVersionsByFunction = (lambda: Lambda): Action =>
  action({
    name: 'ListVersionsByFunction',
    http: {
      method: 'GET',
      path: '/2015-03-31/functions/{FunctionName}/versions',
      query: { Marker: 'Marker', MaxItems: 'MaxItems' },
    },
    input: z.strictObject({ FunctionName: functionName, ...paging }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName }) {
      const { latest, versions } = lambda.store.get(parseFunctionName(FunctionName).name);
      return {
        Versions: [latest, ...Object.values(versions)].map((version) => configuration(version, true)),
      } satisfies Omit<ListVersionsByFunctionCommandOutput, '$metadata'>;
    },
  });
