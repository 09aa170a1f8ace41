/**
 * Tells the policy of a function, version or alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
 */
import type { GetPolicyCommandOutput } from '@aws-sdk/client-lambda';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { policyOf } from '../permissions.ts';
import { named } from '../schemas.ts';

export const getPolicy = (lambda: Lambda): Action =>
  action({
    name: 'GetPolicy',
    http: { method: 'GET', path: '/2015-03-31/functions/{FunctionName}/policy', query: { Qualifier: 'Qualifier' } },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policyOf(lambda, asked) });
      return { Policy, RevisionId: lambda.store.resolve(asked).version.revisionId } satisfies Omit<
        GetPolicyCommandOutput,
        '$metadata'
      >;
    },
  });
