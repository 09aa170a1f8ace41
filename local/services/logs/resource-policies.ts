/**
 * Resource policies of CloudWatch Logs: kept and shown, not enforced: the services of this cloud may always write.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
import type { ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs';
import type { Engine } from '../../engine/engine.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import { notFound } from './errors.ts';

export interface ResourcePolicies {
  /** Throws MalformedPolicyDocument. */
  put(name: string, document: string): ResourcePolicy;
  all(): ResourcePolicy[];
  remove(name: string): void;
}

export function openResourcePolicies(engine: Engine): ResourcePolicies {
  const rows = engine.store.collection<{ document: string; updatedMs: number }>('logs.resource-policies');
  const shape = (policyName: string, { document, updatedMs }: { document: string; updatedMs: number }) => ({
    policyName,
    policyDocument: document,
    lastUpdatedTime: updatedMs,
  });
  return {
    put(name, document) {
      parsePolicy(document, 'resource');
      const row = { document, updatedMs: engine.clock.now() };
      rows.put(name, row);
      return shape(name, row);
    },
    all: () => rows.entries().map(([name, row]) => shape(name, row)),
    remove(name) {
      if (!rows.get(name)) throw notFound(`Policy with name [${name}] does not exist`);
      rows.delete(name);
    },
  };
}
