/**
 * Roles and policies. Owns their state and its rules; every change goes to the store at once, and whoever asked to be told
 * of changes is told (compiled policies are thrown away then).
 */
import type { Engine } from '../../engine/engine.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import { compilePolicy } from '../../engine/policy/policy.ts';
import { awsManaged, awsManagedArns, isAwsManaged } from './aws-managed.ts';
import { conflict, exists, noSuch, noSuchPolicy, noSuchRole, tooMany } from './errors.ts';
import { ATTACHED_POLICIES, INLINE_POLICIES_CHARACTERS, MANAGED_POLICY_CHARACTERS } from './limits.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly createdMs: number;
  readonly description?: string;
  readonly maxSessionS: number;
  /** JSON text of the trust policy. */
  readonly trust: string;
  /** JSON texts under their names. */
  readonly inline: Readonly<Record<string, string>>;
  readonly attached: readonly string[];
  readonly boundary?: string;
  readonly tags: readonly Tag[];
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `ANPA…` */
  readonly id: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly version: number;
  readonly description?: string;
  readonly document: string;
  readonly tags: readonly Tag[];
}

export type NewRole = Pick<Role, 'name' | 'path' | 'trust' | 'maxSessionS' | 'tags'> &
  Partial<Pick<Role, 'description' | 'boundary'>>;
export type NewPolicy = Pick<ManagedPolicy, 'name' | 'path' | 'document' | 'tags'> &
  Partial<Pick<ManagedPolicy, 'description'>>;

export type IamStore = ReturnType<typeof openIamStore>;

/** Reads what the store has. */
export function openIamStore(engine: Engine) {
  const state = openState(engine);
  const { roles, policies, role, documentOf, globalArn } = state;
  return {
    ...roleChanges(engine, state),
    ...policiesOfRoles(state),
    ...managedPolicies(engine, state),
    role,
    documentOf,
    /** For permissions: of a role that may not be there. */
    arnOf: (name: string): string => roles.get(name)?.arn ?? globalArn('role', '/', name),
    roleByArn(arn: string): Role | undefined {
      const found = roles.get(arn.slice(arn.lastIndexOf('/') + 1));
      return found?.arn === arn ? found : undefined;
    },
    findRole: (name: string): Role | undefined => roles.get(name),
    roles: (): Role[] => [...roles.values()],
    policies: (): ManagedPolicy[] => [...policies.values()],
    findPolicy: (arn: string): ManagedPolicy | undefined => policies.get(arn),
    onChange(listener: () => void): void {
      state.onChange(listener);
    },
  };
}

type State = ReturnType<typeof openState>;

/** The tables, and what every change goes through. */
function openState(engine: Engine) {
  const roleRows = engine.store.collection<Role>('iam.roles');
  const policyRows = engine.store.collection<ManagedPolicy>('iam.policies');
  const roles = new Map(roleRows.entries());
  const policies = new Map(policyRows.entries());
  let changed = (): void => undefined;
  const globalArn = (kind: string, path: string, name: string) =>
    `arn:aws:iam::${engine.account}:${kind}${path}${name}`;

  function role(name: string): Role {
    const found = roles.get(name);
    if (!found) throw noSuchRole(name);
    return found;
  }

  function save(next: Role): Role {
    roles.set(next.name, next);
    roleRows.put(next.name, next);
    changed();
    return next;
  }

  /** JSON text of a managed policy, of the account or of AWS. */
  function documentOf(arn: string): string {
    const managed = policies.get(arn)?.document ?? awsManaged(arn);
    if (managed !== undefined) return typeof managed === 'string' ? managed : JSON.stringify(managed);
    if (!isAwsManaged(arn)) throw noSuchPolicy(arn);
    throw noSuch(
      `Policy ${arn} does not exist or is not attachable. Of AWS's own policies the local cloud knows: ${awsManagedArns().join(', ')}.`,
    );
  }

  function savePolicy(next: ManagedPolicy): ManagedPolicy {
    policies.set(next.arn, next);
    policyRows.put(next.arn, next);
    changed();
    return next;
  }

  return {
    roleRows,
    policyRows,
    roles,
    policies,
    globalArn,
    role,
    save,
    documentOf,
    savePolicy,
    told: (): void => changed(),
    onChange(listener: () => void): void {
      changed = listener;
    },
  };
}

function roleChanges(engine: Engine, { roles, roleRows, globalArn, role, save, documentOf, told }: State) {
  return {
    createRole(wanted: NewRole): Role {
      if (roles.has(wanted.name)) throw exists(`Role with name ${wanted.name} already exists.`);
      checkPolicy(wanted.trust, 'trust');
      if (wanted.boundary) documentOf(wanted.boundary);
      const arn = globalArn('role', wanted.path, wanted.name);
      const id = `AROA${engine.random.id(17).toUpperCase()}`;
      return save({ ...wanted, arn, id, createdMs: engine.clock.now(), inline: {}, attached: [] });
    },

    /** Changes what is given and leaves the rest. */
    updateRole(name: string, change: Partial<NewRole>): Role {
      if (change.trust !== undefined) checkPolicy(change.trust, 'trust');
      if (change.boundary) documentOf(change.boundary);
      return save({ ...role(name), ...change });
    },

    deleteRole(name: string): void {
      const { inline, attached } = role(name);
      if (attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
      roles.delete(name);
      roleRows.delete(name);
      told();
    },
  };
}

function policiesOfRoles({ role, save, documentOf }: State) {
  return {
    putInline(name: string, policyName: string, document: string): void {
      checkPolicy(document, 'identity');
      const inline = { ...role(name).inline, [policyName]: document };
      const size = Object.values(inline).reduce((sum, text) => sum + characters(text), 0);
      if (size > INLINE_POLICIES_CHARACTERS)
        throw tooMany(`Maximum policy size of ${INLINE_POLICIES_CHARACTERS} bytes exceeded for role ${name}`);
      save({ ...role(name), inline });
    },

    inlineOf(name: string, policyName: string): string {
      const found = role(name).inline[policyName];
      if (found === undefined) throw noSuch(`The role policy with name ${policyName} cannot be found.`);
      return found;
    },

    deleteInline(name: string, policyName: string): void {
      const { [policyName]: gone, ...inline } = role(name).inline;
      if (gone === undefined) throw noSuch(`The role policy with name ${policyName} cannot be found.`);
      save({ ...role(name), inline });
    },

    attach(name: string, arn: string): void {
      const found = role(name);
      documentOf(arn);
      if (found.attached.includes(arn)) return;
      if (found.attached.length >= ATTACHED_POLICIES)
        throw tooMany(`Cannot exceed quota for PoliciesPerRole: ${ATTACHED_POLICIES}`);
      save({ ...found, attached: [...found.attached, arn] });
    },

    detach(name: string, arn: string): void {
      const found = role(name);
      if (!found.attached.includes(arn)) throw noSuch(`Policy ${arn} was not found.`);
      save({ ...found, attached: found.attached.filter((one) => one !== arn) });
    },
  };
}

function managedPolicies(engine: Engine, { roles, policies, policyRows, globalArn, savePolicy, told }: State) {
  return {
    createPolicy(wanted: NewPolicy): ManagedPolicy {
      const arn = globalArn('policy', wanted.path, wanted.name);
      if (policies.has(arn))
        throw exists(`A policy called ${wanted.name} already exists. Duplicate names are not allowed.`);
      checkManaged(wanted.document);
      const now = engine.clock.now();
      const id = `ANPA${engine.random.id(17).toUpperCase()}`;
      return savePolicy({ ...wanted, arn, id, createdMs: now, updatedMs: now, version: 1 });
    },

    /** A new default version in place of the old one. */
    replaceDocument(arn: string, document: string): ManagedPolicy {
      const found = policies.get(arn);
      if (!found) throw noSuchPolicy(arn);
      checkManaged(document);
      return savePolicy({ ...found, document, version: found.version + 1, updatedMs: engine.clock.now() });
    },

    deletePolicy(arn: string): void {
      if (!policies.has(arn)) throw noSuch(`Policy ${arn} was not found.`);
      if ([...roles.values()].some(({ attached }) => attached.includes(arn)))
        throw conflict('Cannot delete a policy attached to entities.');
      policies.delete(arn);
      policyRows.delete(arn);
      told();
    },
  };
}

function checkManaged(document: string): void {
  checkPolicy(document, 'identity');
  if (characters(document) > MANAGED_POLICY_CHARACTERS)
    throw tooMany(`Cannot exceed quota for PolicySize: ${MANAGED_POLICY_CHARACTERS}`);
}

const checkPolicy = (document: string, kind: 'identity' | 'trust'): void => {
  compilePolicy(parsePolicy(document, kind));
};

const characters = (document: string): number => document.replace(/\s/g, '').length;
