/**
 * AWS::IAM::RolePolicy: an inline policy of one role.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-rolepolicy.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { policyName, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const properties = z.strictObject({
  PolicyName: policyName,
  PolicyDocument: z.record(z.string(), z.unknown()),
  RoleName: roleName,
});

export const rolePolicy = (engine: Engine, store: IamStore): ResourceType =>
  resourceType({
    type: 'AWS::IAM::RolePolicy',
    properties,
    async create({ PolicyName, PolicyDocument, RoleName }) {
      store.putInline(RoleName, PolicyName, JSON.stringify(PolicyDocument));
      await engine.store.durable();
      return { physicalId: `${PolicyName}|${RoleName}`, attributes: {} };
    },
    async update({ PolicyName, PolicyDocument, RoleName }, current) {
      if (current.physicalId !== `${PolicyName}|${RoleName}`) return 'replace';
      store.putInline(RoleName, PolicyName, JSON.stringify(PolicyDocument));
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      const [name = '', role = ''] = physicalId.split('|');
      if (store.findRole(role)?.inline[name] !== undefined) store.deleteInline(role, name);
      await engine.store.durable();
    },
  });
