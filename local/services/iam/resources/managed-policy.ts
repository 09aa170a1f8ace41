/**
 * AWS::IAM::ManagedPolicy: a managed policy of the account, attached to roles.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { path, policyName, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const properties = z.strictObject({
  Description: z.string().optional(),
  ManagedPolicyName: policyName.optional(),
  Path: path.default('/'),
  PolicyDocument: z.record(z.string(), z.unknown()),
  Roles: z.array(roleName).default([]),
});

const LONGEST_NAME = 128;

export const managedPolicy = (engine: Engine, store: IamStore): ResourceType =>
  resourceType({
    type: 'AWS::IAM::ManagedPolicy',
    properties,
    async create({ Description, ManagedPolicyName, Path, PolicyDocument, Roles }, place) {
      const name = ManagedPolicyName ?? place.name(LONGEST_NAME);
      const document = JSON.stringify(PolicyDocument);
      const { arn } = store.createPolicy({
        name,
        path: Path,
        document,
        tags: [],
        ...(Description !== undefined && { description: Description }),
      });
      for (const role of Roles) store.attach(role, arn);
      await engine.store.durable();
      return { physicalId: arn, attributes: { PolicyArn: arn, Roles } };
    },
    async update({ Description, ManagedPolicyName, Path, PolicyDocument, Roles }, current, place) {
      const policy = store.findPolicy(current.physicalId);
      const name = ManagedPolicyName ?? place.name(LONGEST_NAME);
      if (policy?.name !== name || policy.path !== Path || policy.description !== Description) return 'replace';
      store.replaceDocument(policy.arn, JSON.stringify(PolicyDocument));
      for (const { name: role, attached } of store.roles()) {
        if (Roles.includes(role)) store.attach(role, policy.arn);
        else if (attached.includes(policy.arn) && rolesOf(current).includes(role)) store.detach(role, policy.arn);
      }
      await engine.store.durable();
      return { physicalId: policy.arn, attributes: { PolicyArn: policy.arn, Roles } };
    },
    async remove({ physicalId }) {
      if (!store.findPolicy(physicalId)) return;
      for (const { name, attached } of store.roles()) if (attached.includes(physicalId)) store.detach(name, physicalId);
      store.deletePolicy(physicalId);
      await engine.store.durable();
    },
  });

function rolesOf({ attributes: { Roles } }: { attributes: Readonly<Record<string, unknown>> }): string[] {
  return Array.isArray(Roles) ? Roles.map(String) : [];
}
