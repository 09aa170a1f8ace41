/**
 * Lists the URLs of a function and its aliases, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
 */
import type { ListFunctionUrlConfigsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, paging } from '../schemas.ts';
import { urlConfiguration } from '../urls/config.ts';

export const listFunctionUrlConfigs = (lambda: Lambda): Action =>
  action({
    name: 'ListFunctionUrlConfigs',
    http: {
      method: 'GET',
      path: '/2021-10-31/functions/{FunctionName}/urls',
      query: { Marker: 'Marker', MaxItems: 'MaxItems' },
    },
    input: z.strictObject({ FunctionName: functionName, ...paging }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName }) {
      const { name } = parseFunctionName(FunctionName);
      const { urls = {} } = lambda.store.get(name);
      return {
        FunctionUrlConfigs: Object.entries(urls).map(([key, url]) =>
          urlConfiguration(lambda.engine, key === '$LATEST' ? { name } : { name, qualifier: key }, url),
        ),
      } satisfies Omit<ListFunctionUrlConfigsCommandOutput, '$metadata'>;
    },
  });
