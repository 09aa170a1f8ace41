/** The stacks of one stage, in the order of their lifetimes. */
import type { App, Environment } from 'aws-cdk-lib';
import type { System } from '../contracts/system.ts';
import { checkWorkflows } from './check-workflows.ts';
import type { Settings } from './settings.ts';
import { AgentsStack } from './stacks/agents-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { LineStack } from './stacks/line-stack.ts';
import { StateStack } from './stacks/state-stack.ts';
import { WatchStack } from './stacks/watch-stack.ts';
import { WorkflowsStack } from './stacks/workflows-stack.ts';
import { checkNames, describeStage, FUNCTIONS_BUNDLE } from './stage.ts';

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** @param bundle the folder of the built functions */
export function addStage(
  app: App,
  settings: Settings,
  systems: readonly System[],
  env: Environment,
  bundle = FUNCTIONS_BUNDLE,
): void {
  const stage = describeStage(settings, systems, bundle);
  checkNames(stage);
  checkWorkflows(systems, stage.workflows);
  const id = (name: string) => `Signalbox${title(settings.stage)}${name}`;
  const state = new StateStack(app, id('State'), stage, { env, description: 'Signalbox: tables and keys' });
  const line = new LineStack(app, id('Line'), stage, { env, description: 'Signalbox: bus, rules, queues' });
  const agents = new AgentsStack(app, id('Agents'), stage, {
    env,
    description: 'Signalbox: agents and platform functions',
  });
  const workflows = new WorkflowsStack(app, id('Workflows'), stage, {
    env,
    description: 'Signalbox: workflows and the functions that carry out their steps',
  });
  const api = new ApiStack(app, id('Api'), stage, { env, description: 'Signalbox: HTTP API' });
  const watch = new WatchStack(app, id('Watch'), stage, { env, description: 'Signalbox: dashboard and alarms' });
  for (const earlier of [state, line])
    agents.addStackDependency(earlier, 'its functions use tables and queues by name');
  for (const earlier of [state, line]) api.addStackDependency(earlier, 'its functions use tables and queues by name');
  for (const earlier of [state, line, agents])
    workflows.addStackDependency(earlier, 'its functions use tables, queues and agents by name');
  watch.addStackDependency(workflows, 'it watches the log of workflows, by name');
  watch.addStackDependency(agents, 'it watches what the others made, by name');
}
