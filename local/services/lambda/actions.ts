/** All actions of the service. */
import type { Action } from '../../engine/service.ts';
import { addPermission } from './actions/add-permission.ts';
import { createAlias } from './actions/create-alias.ts';
import { createEventSourceMapping } from './actions/create-event-source-mapping.ts';
import { createFunction } from './actions/create-function.ts';
import { createFunctionUrlConfig } from './actions/create-function-url-config.ts';
import { deleteAlias } from './actions/delete-alias.ts';
import { deleteEventSourceMapping } from './actions/delete-event-source-mapping.ts';
import { deleteFunction } from './actions/delete-function.ts';
import { deleteFunctionConcurrency } from './actions/delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './actions/delete-function-event-invoke-config.ts';
import { deleteFunctionUrlConfig } from './actions/delete-function-url-config.ts';
import { getAccountSettings } from './actions/get-account-settings.ts';
import { getAlias } from './actions/get-alias.ts';
import { getEventSourceMapping } from './actions/get-event-source-mapping.ts';
import { getFunction } from './actions/get-function.ts';
import { getFunctionConcurrency } from './actions/get-function-concurrency.ts';
import { getFunctionConfiguration } from './actions/get-function-configuration.ts';
import { getFunctionEventInvokeConfig } from './actions/get-function-event-invoke-config.ts';
import { getFunctionUrlConfig } from './actions/get-function-url-config.ts';
import { getPolicy } from './actions/get-policy.ts';
import { invoke } from './actions/invoke.ts';
import { invokeWithResponseStream } from './actions/invoke-with-response-stream.ts';
import { listAliases } from './actions/list-aliases.ts';
import { listEventSourceMappings } from './actions/list-event-source-mappings.ts';
import { listFunctionEventInvokeConfigs } from './actions/list-function-event-invoke-configs.ts';
import { listFunctionUrlConfigs } from './actions/list-function-url-configs.ts';
import { listFunctions } from './actions/list-functions.ts';
import { listTags } from './actions/list-tags.ts';
import { listVersionsByFunction } from './actions/list-versions-by-function.ts';
import { publishVersion } from './actions/publish-version.ts';
import { putFunctionConcurrency } from './actions/put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './actions/put-function-event-invoke-config.ts';
import { removePermission } from './actions/remove-permission.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateAlias } from './actions/update-alias.ts';
import { updateEventSourceMapping } from './actions/update-event-source-mapping.ts';
import { updateFunctionCode } from './actions/update-function-code.ts';
import { updateFunctionConfiguration } from './actions/update-function-configuration.ts';
import { updateFunctionEventInvokeConfig } from './actions/update-function-event-invoke-config.ts';
import { updateFunctionUrlConfig } from './actions/update-function-url-config.ts';
import type { Lambda } from './context.ts';

const makers = [
  addPermission,
  createAlias,
  createEventSourceMapping,
  createFunction,
  createFunctionUrlConfig,
  deleteAlias,
  deleteEventSourceMapping,
  deleteFunction,
  deleteFunctionConcurrency,
  deleteFunctionEventInvokeConfig,
  deleteFunctionUrlConfig,
  getAccountSettings,
  getAlias,
  getEventSourceMapping,
  getFunction,
  getFunctionConcurrency,
  getFunctionConfiguration,
  getFunctionEventInvokeConfig,
  getFunctionUrlConfig,
  getPolicy,
  invoke,
  invokeWithResponseStream,
  listAliases,
  listEventSourceMappings,
  listFunctionEventInvokeConfigs,
  listFunctionUrlConfigs,
  listFunctions,
  listTags,
  listVersionsByFunction,
  publishVersion,
  putFunctionConcurrency,
  putFunctionEventInvokeConfig,
  removePermission,
  tagResource,
  untagResource,
  updateAlias,
  updateEventSourceMapping,
  updateFunctionCode,
  updateFunctionConfiguration,
  updateFunctionEventInvokeConfig,
  updateFunctionUrlConfig,
];

export const lambdaActions = (lambda: Lambda): Action[] => makers.map((make) => make(lambda));
