/**
 * AWS::IAM::Policy: an inline policy of one or more roles.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { policyName, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

/** Inline policies of roles. Groups and users do not exist here and are refused by name. */
const properties = z.strictObject({
  PolicyName: policyName,
  PolicyDocument: z.record(z.string(), z.unknown()),
  Roles: z.array(roleName).min(1),
});

export const policy = (engine: Engine, store: IamStore): ResourceType =>
  resourceType({
    type: 'AWS::IAM::Policy',
    properties,
    async create({ PolicyName, PolicyDocument, Roles }, { name }) {
      for (const role of Roles) store.putInline(role, PolicyName, JSON.stringify(PolicyDocument));
      await engine.store.durable();
      return { physicalId: name(), ref: PolicyName, attributes: { Id: PolicyName, Name: PolicyName, Roles } };
    },
    async update({ PolicyName, PolicyDocument, Roles }, current) {
      if (current.attributes.Name !== PolicyName) return 'replace';
      for (const role of rolesOf(current)) if (!Roles.includes(role)) dropInline(store, role, PolicyName);
      for (const role of Roles) store.putInline(role, PolicyName, JSON.stringify(PolicyDocument));
      await engine.store.durable();
      return { ...current, attributes: { ...current.attributes, Roles } };
    },
    async remove(current) {
      for (const role of rolesOf(current)) dropInline(store, role, String(current.attributes.Name));
      await engine.store.durable();
    },
  });

function rolesOf({ attributes: { Roles } }: { attributes: Readonly<Record<string, unknown>> }): string[] {
  return Array.isArray(Roles) ? Roles.map(String) : [];
}

/** The role may be gone before its policy. */
function dropInline(store: IamStore, role: string, name: string): void {
  if (store.findRole(role)?.inline[name] !== undefined) store.deleteInline(role, name);
}
