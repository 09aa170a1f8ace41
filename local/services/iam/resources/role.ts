/**
 * AWS::IAM::Role: a role with its inline policies and managed policies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { path, policyArn, policyName, roleName, sessionDuration, tags } from '../limits.ts';
import type { IamStore, Role } from '../store.ts';

const document = z.record(z.string(), z.unknown());

const properties = z.strictObject({
  AssumeRolePolicyDocument: document,
  Description: z.string().optional(),
  ManagedPolicyArns: z.array(policyArn).default([]),
  MaxSessionDuration: sessionDuration.default(3_600),
  Path: path.default('/'),
  PermissionsBoundary: policyArn.optional(),
  Policies: z.array(z.strictObject({ PolicyName: policyName, PolicyDocument: document })).default([]),
  RoleName: roleName.optional(),
  Tags: tags.default([]),
});

type Properties = z.output<typeof properties>;

/** Names that CloudFormation makes for roles are cut to this. */
const LONGEST_NAME = 64;

export const role = (engine: Engine, store: IamStore): ResourceType =>
  resourceType({
    type: 'AWS::IAM::Role',
    properties,
    async create(wanted, place) {
      const name = wanted.RoleName ?? place.name(LONGEST_NAME);
      store.createRole({ name, path: wanted.Path, ...changeable(wanted) });
      give(store, name, wanted);
      await engine.store.durable();
      return resource(store.role(name), wanted);
    },
    async update(wanted, { physicalId, attributes }, place) {
      const current = store.role(physicalId);
      if ((wanted.RoleName ?? place.name(LONGEST_NAME)) !== physicalId || wanted.Path !== current.path)
        return 'replace';
      store.updateRole(physicalId, changeable(wanted));
      // AWS::IAM::Policy writes into the same role: only what this resource itself had may go.
      const kept = wanted.Policies.map(({ PolicyName }) => PolicyName);
      for (const name of namesIn(attributes.Policies))
        if (!kept.includes(name) && current.inline[name] !== undefined) store.deleteInline(physicalId, name);
      for (const arn of namesIn(attributes.ManagedPolicyArns))
        if (!wanted.ManagedPolicyArns.includes(arn) && current.attached.includes(arn)) store.detach(physicalId, arn);
      give(store, physicalId, wanted);
      await engine.store.durable();
      return resource(store.role(physicalId), wanted);
    },
    async remove({ physicalId }) {
      const gone = store.findRole(physicalId);
      if (!gone) return;
      for (const name of Object.keys(gone.inline)) store.deleteInline(physicalId, name);
      for (const arn of gone.attached) store.detach(physicalId, arn);
      store.deleteRole(physicalId);
      await engine.store.durable();
    },
  });

const changeable = (wanted: Properties) => ({
  trust: JSON.stringify(wanted.AssumeRolePolicyDocument),
  maxSessionS: wanted.MaxSessionDuration,
  tags: wanted.Tags,
  ...(wanted.Description !== undefined && { description: wanted.Description }),
  ...(wanted.PermissionsBoundary !== undefined && { boundary: wanted.PermissionsBoundary }),
});

function give(store: IamStore, name: string, { Policies, ManagedPolicyArns }: Properties): void {
  for (const { PolicyName, PolicyDocument } of Policies)
    store.putInline(name, PolicyName, JSON.stringify(PolicyDocument));
  for (const arn of ManagedPolicyArns) store.attach(name, arn);
}

/** `Arn` and `RoleId` are AWS's; the others tell the next update what this resource brought. */
const resource = ({ name, arn, id }: Role, { Policies, ManagedPolicyArns }: Properties): Resource => ({
  physicalId: name,
  attributes: { Arn: arn, RoleId: id, Policies: Policies.map(({ PolicyName }) => PolicyName), ManagedPolicyArns },
});

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
