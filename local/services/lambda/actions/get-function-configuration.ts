/**
 * Tells the configuration of a function, version or alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 */
import type { GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { named } from '../schemas.ts';

export const getFunctionConfiguration = (lambda: Lambda): Action =>
  action({
    name: 'GetFunctionConfiguration',
    http: {
      method: 'GET',
      path: '/2015-03-31/functions/{FunctionName}/configuration',
      query: { Qualifier: 'Qualifier' },
    },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Qualifier }) {
      const name = parseFunctionName(FunctionName, Qualifier);
      const { version } = lambda.store.resolve(name);
      return configuration(version, name.qualifier !== undefined) satisfies Omit<
        GetFunctionConfigurationCommandOutput,
        '$metadata'
      >;
    },
  });
