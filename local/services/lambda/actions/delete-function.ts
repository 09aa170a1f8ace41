/**
 * Deletes a function or one of its versions. Its event source mappings stay, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
 */
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { conflict, functionArn, invalidValue, parseFunctionName } from '../names.ts';
import { named } from '../schemas.ts';

export const deleteFunction = (lambda: Lambda): Action =>
  action({
    name: 'DeleteFunction',
    http: {
      method: 'DELETE',
      path: '/2015-03-31/functions/{FunctionName}',
      query: { Qualifier: 'Qualifier' },
      status: 204,
    },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier }) {
      const { name, qualifier } = parseFunctionName(FunctionName, Qualifier);
      const fn = lambda.store.get(name);
      if (qualifier === '$LATEST')
        throw invalidValue('$LATEST version cannot be deleted without deleting the function.');
      if (qualifier === undefined) {
        lambda.store.remove(name);
        lambda.pool.retire(name, true);
      } else {
        const pointing = Object.values(fn.aliases).find(({ version }) => version === qualifier);
        if (pointing) throw conflict(`Version ${qualifier} is in use by alias ${pointing.name}`);
        const { [qualifier]: _, ...versions } = fn.versions;
        lambda.store.put({ ...fn, versions });
      }
      await lambda.store.durable();
    },
  });
