/** How secrets look without their values. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html */
import type { DescribeSecretCommandOutput, SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { WireDate } from '../../engine/wire-date.ts';
import type { Secret } from './store.ts';

const common = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(secret.description !== undefined && { Description: secret.description }),
  CreatedDate: new WireDate(secret.createdMs),
  LastChangedDate: new WireDate(secret.changedMs),
  ...(secret.deletedMs !== undefined && { DeletedDate: new WireDate(secret.deletedMs) }),
  Tags: [...secret.tags],
});

const stagesOf = ({ versions }: Secret): Record<string, string[]> =>
  Object.fromEntries(Object.entries(versions).map(([id, { stages }]) => [id, [...stages]]));

export const described = (secret: Secret): Omit<DescribeSecretCommandOutput, '$metadata'> => ({
  ...common(secret),
  VersionIdsToStages: stagesOf(secret),
});

/** Lists name this member in another way. */
export const listed = (secret: Secret): SecretListEntry => ({
  ...common(secret),
  SecretVersionsToStages: stagesOf(secret),
});

/** A filter value is a prefix; with `!` in front it excludes. */
export function matches(
  { name, description = '' }: Secret,
  key: 'name' | 'description' | 'all',
  value: string,
): boolean {
  const wanted = value.replace(/^!/, '');
  const texts = { name: [name], description: [description], all: [name, description] }[key];
  return texts.some((text) => text.startsWith(wanted)) !== value.startsWith('!');
}
