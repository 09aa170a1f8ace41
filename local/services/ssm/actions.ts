/** The actions of Parameter Store, all in one list. What is not in it is refused by name. */
import type { Action } from '../../engine/service.ts';
import { addTagsToResource } from './actions/add-tags-to-resource.ts';
import { deleteParameter } from './actions/delete-parameter.ts';
import { deleteParameters } from './actions/delete-parameters.ts';
import { describeParameters } from './actions/describe-parameters.ts';
import { getParameter } from './actions/get-parameter.ts';
import { getParameters } from './actions/get-parameters.ts';
import { getParametersByPath } from './actions/get-parameters-by-path.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { putParameter } from './actions/put-parameter.ts';
import { removeTagsFromResource } from './actions/remove-tags-from-resource.ts';
import type { ParameterStore } from './store.ts';

export const parameterActions = (store: ParameterStore): Action[] => [
  addTagsToResource(store),
  deleteParameter(store),
  deleteParameters(store),
  describeParameters(store),
  getParameter(store),
  getParameters(store),
  getParametersByPath(store),
  listTagsForResource(store),
  putParameter(store),
  removeTagsFromResource(store),
];
