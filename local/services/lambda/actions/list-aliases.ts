/**
 * Lists the aliases of a function, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html
 */
import type { ListAliasesCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { aliasConfiguration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, paging } from '../schemas.ts';

export const listAliases = (lambda: Lambda): Action =>
  action({
    name: 'ListAliases',
    http: {
      method: 'GET',
      path: '/2015-03-31/functions/{FunctionName}/aliases',
      query: { FunctionVersion: 'FunctionVersion', Marker: 'Marker', MaxItems: 'MaxItems' },
    },
    input: z.strictObject({ FunctionName: functionName, FunctionVersion: z.string().optional(), ...paging }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, FunctionVersion }) {
      const { name } = parseFunctionName(FunctionName);
      const aliases = Object.values(lambda.store.get(name).aliases);
      return {
        Aliases: aliases
          .filter(({ version }) => FunctionVersion === undefined || version === FunctionVersion)
          .map((alias) => aliasConfiguration(lambda.engine, name, alias)),
      } satisfies Omit<ListAliasesCommandOutput, '$metadata'>;
    },
  });
