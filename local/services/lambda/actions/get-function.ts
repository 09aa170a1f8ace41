/**
 * Tells a function with its tags and its reservation.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 */
import type { GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { named } from '../schemas.ts';

export const getFunction = (lambda: Lambda): Action =>
  action({
    name: 'GetFunction',
    http: { method: 'GET', path: '/2015-03-31/functions/{FunctionName}', query: { Qualifier: 'Qualifier' } },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Qualifier }) {
      const name = parseFunctionName(FunctionName, Qualifier);
      const { fn, version } = lambda.store.resolve(name);
      return {
        Configuration: configuration(version, name.qualifier !== undefined),
        Code: { RepositoryType: 'S3' }, // without a Location: the code cannot be fetched back
        ...(Object.keys(fn.tags).length > 0 && { Tags: { ...fn.tags } }),
        ...(fn.reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
        }),
      } satisfies Omit<GetFunctionCommandOutput, '$metadata'>;
    },
  });
