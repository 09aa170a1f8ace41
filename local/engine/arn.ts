/** Amazon resource names: `arn:partition:service:region:account:resource`. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All behind the fifth colon, colons included: `function:name:alias`, `queue-name`, `rule/bus/name`. */
  readonly resource: string;
}

/** Undefined when the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [head, partition, service, region, account, ...resource] = text.split(':');
  if (head !== 'arn' || !partition || !service || resource.length === 0) return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource: resource.join(':') };
}

/** The last part of the resource, behind its last colon or slash. */
export const resourceName = (arn: string): string =>
  arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
