/**
 * `{{resolve:ssm:name}}` and `{{resolve:secretsmanager:id:SecretString:key}}` in properties. They are resolved when a
 * resource is made and never kept: the state holds the reference, not the secret.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
import type { Ports } from '../engine/ports.ts';
import type { Json } from '../engine/service.ts';

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g;

/** Throws a sentence when a reference leads nowhere. */
export function withDynamicReferences(properties: Record<string, Json>, ports: Ports): Record<string, Json> {
  return JSON.stringify(properties).includes('{{resolve:')
    ? (resolve(properties, ports) as Record<string, Json>)
    : properties;
}

function resolve(value: unknown, ports: Ports): unknown {
  if (typeof value === 'string')
    return value.replace(REFERENCE, (whole, service: string, rest: string) => {
      const found =
        service === 'secretsmanager' ? secret(rest, ports) : ports.get('parameters').parameter(parameter(rest));
      if (found === undefined) throw new Error(`${whole} leads nowhere: create it before what refers to it.`);
      return found;
    });
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, ports));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member, ports)]));
}

/** A name, or a name and a version: there is only the latest here. */
const parameter = (rest: string): string => rest.replace(/:\d+$/, '');

/** `id:SecretString:key:stage:version`; the id may be an ARN, which has colons of its own. */
function secret(rest: string, ports: Ports): string | undefined {
  const [, id = rest, key] =
    /^(arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::SecretString(?::([^:]*))?.*)?$/.exec(rest) ?? [];
  return ports.get('secrets').secret(id, key || undefined);
}
