/** How secrets look in lists. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html */
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { WireDate } from '../../engine/wire-date.ts';
import type { Secret } from './store.ts';

export const secretShape = (secret: Secret): Omit<DescribeSecretCommandOutput, '$metadata'> => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(secret.description !== undefined && { Description: secret.description }),
  CreatedDate: new WireDate(secret.createdMs),
  LastChangedDate: new WireDate(secret.changedMs),
  ...(secret.deletedMs !== undefined && { DeletedDate: new WireDate(secret.deletedMs) }),
  Tags: [...secret.tags],
  VersionIdsToStages: Object.fromEntries(Object.entries(secret.versions).map(([id, { stages }]) => [id, [...stages]])),
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
