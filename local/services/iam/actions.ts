/** The actions of IAM, all in one list. What is not in it is refused by name. */
import type { Action } from '../../engine/service.ts';
import { attachRolePolicy } from './actions/attach-role-policy.ts';
import { createPolicy } from './actions/create-policy.ts';
import { createRole } from './actions/create-role.ts';
import { deletePolicy } from './actions/delete-policy.ts';
import { deleteRole } from './actions/delete-role.ts';
import { deleteRolePolicy } from './actions/delete-role-policy.ts';
import { detachRolePolicy } from './actions/detach-role-policy.ts';
import { getPolicy } from './actions/get-policy.ts';
import { getPolicyVersion } from './actions/get-policy-version.ts';
import { getRole } from './actions/get-role.ts';
import { getRolePolicy } from './actions/get-role-policy.ts';
import { listAttachedRolePolicies } from './actions/list-attached-role-policies.ts';
import { listPolicies } from './actions/list-policies.ts';
import { listRolePolicies } from './actions/list-role-policies.ts';
import { listRoleTags } from './actions/list-role-tags.ts';
import { listRoles } from './actions/list-roles.ts';
import { putRolePolicy } from './actions/put-role-policy.ts';
import { tagRole } from './actions/tag-role.ts';
import { untagRole } from './actions/untag-role.ts';
import { updateAssumeRolePolicy } from './actions/update-assume-role-policy.ts';
import { updateRole } from './actions/update-role.ts';
import type { IamStore } from './store.ts';

export const iamActions = (store: IamStore): Action[] => [
  attachRolePolicy(store),
  createPolicy(store),
  createRole(store),
  deletePolicy(store),
  deleteRole(store),
  deleteRolePolicy(store),
  detachRolePolicy(store),
  getPolicy(store),
  getPolicyVersion(store),
  getRole(store),
  getRolePolicy(store),
  listAttachedRolePolicies(store),
  listPolicies(store),
  listRolePolicies(store),
  listRoleTags(store),
  listRoles(store),
  putRolePolicy(store),
  tagRole(store),
  untagRole(store),
  updateAssumeRolePolicy(store),
  updateRole(store),
];
