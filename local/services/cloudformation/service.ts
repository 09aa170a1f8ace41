/** AWS CloudFormation, as far as it tells: what was deployed can be read; deploying goes through local/template. */
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { stackState } from '../../template/state.ts';
import { describeStackResources } from './actions/describe-stack-resources.ts';
import { describeStacks } from './actions/describe-stacks.ts';
import { getTemplate } from './actions/get-template.ts';
import { listExports } from './actions/list-exports.ts';
import { listStackResources } from './actions/list-stack-resources.ts';
import { listStacks } from './actions/list-stacks.ts';

export function createCloudFormation(engine: Engine): Service {
  const state = stackState(engine);
  return {
    name: 'cloudformation',
    protocols: [{ kind: 'query', version: '2010-05-15', xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' }],
    actions: [
      describeStacks(state),
      listStacks(state),
      describeStackResources(state),
      listStackResources(state),
      getTemplate(state),
      listExports(state),
    ],
    resources: [],
  };
}
