/**
 * AWS CloudFormation: its API over the stacks of local/template, which does the work (port `stacks`). Owns requests, change
 * sets, and AWS's words.
 */
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Action, Service } from '../../engine/service.ts';
import { actions } from './actions.ts';
import { openChangeSets } from './change-sets.ts';
import type { CloudFormation } from './context.ts';
import { invalidInput } from './errors.ts';
import { inspectCloudFormation } from './inspect.ts';

export function createCloudFormation(engine: Engine): Service {
  const cloudFormation: CloudFormation = {
    engine,
    changeSets: openChangeSets(engine),
    get stacks() {
      return engine.ports.get('stacks'); // offered once all services exist
    },
  };
  return {
    name: 'cloudformation',
    protocols: [{ kind: 'query', version: '2010-05-15', xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' }],
    actions: durably(
      engine,
      actions(cloudFormation).map((one) => permitted(cloudFormation, one)),
    ),
    resources: [],
    invalidInput,
    inspect: () => inspectCloudFormation(cloudFormation.stacks),
  };
}

/**
 * Permissions are given on stacks.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
const permitted = (cloudFormation: CloudFormation, action: Action): Action => ({
  ...action,
  resource({ StackName: nameOrId }: { readonly StackName?: string }) {
    if (nameOrId === undefined) return '*';
    const { engine, stacks } = cloudFormation;
    return stacks.find(nameOrId)?.id ?? engine.arn('cloudformation', `stack/${nameOrId}/*`);
  },
});
