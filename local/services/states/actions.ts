/** Every action of Step Functions that is here. */
import type { Action } from '../../engine/service.ts';
import { createStateMachine } from './actions/create-state-machine.ts';
import { createStateMachineAlias } from './actions/create-state-machine-alias.ts';
import { deleteStateMachine } from './actions/delete-state-machine.ts';
import { deleteStateMachineAlias } from './actions/delete-state-machine-alias.ts';
import { deleteStateMachineVersion } from './actions/delete-state-machine-version.ts';
import { describeExecution } from './actions/describe-execution.ts';
import { describeMapRun } from './actions/describe-map-run.ts';
import { describeStateMachine } from './actions/describe-state-machine.ts';
import { describeStateMachineAlias } from './actions/describe-state-machine-alias.ts';
import { describeStateMachineForExecution } from './actions/describe-state-machine-for-execution.ts';
import { getExecutionHistory } from './actions/get-execution-history.ts';
import { listExecutions } from './actions/list-executions.ts';
import { listMapRuns } from './actions/list-map-runs.ts';
import { listStateMachineAliases } from './actions/list-state-machine-aliases.ts';
import { listStateMachineVersions } from './actions/list-state-machine-versions.ts';
import { listStateMachines } from './actions/list-state-machines.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { publishStateMachineVersion } from './actions/publish-state-machine-version.ts';
import { redriveExecution } from './actions/redrive-execution.ts';
import { sendTaskFailure } from './actions/send-task-failure.ts';
import { sendTaskHeartbeat } from './actions/send-task-heartbeat.ts';
import { sendTaskSuccess } from './actions/send-task-success.ts';
import { startExecutionAction } from './actions/start-execution.ts';
import { startSyncExecution } from './actions/start-sync-execution.ts';
import { stopExecution } from './actions/stop-execution.ts';
import { tagResource } from './actions/tag-resource.ts';
import { testStateAction } from './actions/test-state.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateMapRun } from './actions/update-map-run.ts';
import { updateStateMachine } from './actions/update-state-machine.ts';
import { updateStateMachineAlias } from './actions/update-state-machine-alias.ts';
import { validateStateMachineDefinition } from './actions/validate-state-machine-definition.ts';
import type { States } from './context.ts';

export const allActions = (states: States): Action[] => [
  createStateMachine(states),
  createStateMachineAlias(states),
  deleteStateMachine(states),
  deleteStateMachineAlias(states),
  deleteStateMachineVersion(states),
  describeExecution(states),
  describeMapRun(states),
  describeStateMachine(states),
  describeStateMachineAlias(states),
  describeStateMachineForExecution(states),
  getExecutionHistory(states),
  listExecutions(states),
  listMapRuns(states),
  listStateMachineAliases(states),
  listStateMachineVersions(states),
  listStateMachines(states),
  listTagsForResource(states),
  publishStateMachineVersion(states),
  redriveExecution(states),
  sendTaskFailure(states),
  sendTaskHeartbeat(states),
  sendTaskSuccess(states),
  startExecutionAction(states),
  startSyncExecution(states),
  stopExecution(states),
  tagResource(states),
  testStateAction(states),
  untagResource(states),
  updateMapRun(states),
  updateStateMachine(states),
  updateStateMachineAlias(states),
  validateStateMachineDefinition(),
];
