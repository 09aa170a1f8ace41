/**
 * AWS::Logs::ResourcePolicy: a resource policy, kept without effect.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-resourcepolicy.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const properties = z.strictObject({ PolicyName: z.string().min(1).max(255), PolicyDocument: z.string() });

export const resourcePolicy = (engine: Engine, policies: ResourcePolicies): ResourceType =>
  resourceType({
    type: 'AWS::Logs::ResourcePolicy',
    properties,
    async create({ PolicyName, PolicyDocument }) {
      policies.put(PolicyName, PolicyDocument);
      await engine.store.durable();
      return { physicalId: PolicyName, attributes: {} };
    },
    async update({ PolicyName, PolicyDocument }, current) {
      if (PolicyName !== current.physicalId) return 'replace';
      policies.put(PolicyName, PolicyDocument);
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      if (policies.all().some(({ policyName }) => policyName === physicalId)) policies.remove(physicalId);
      await engine.store.durable();
    },
  });
