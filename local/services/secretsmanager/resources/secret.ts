/**
 * AWS::SecretsManager::Secret: a secret, with a given or a generated value.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { secretName, secretString, tags } from '../limits.ts';
import { passwordMembers, randomPassword } from '../password.ts';
import type { SecretStore } from '../store.ts';

const generate = z.strictObject({
  ...passwordMembers,
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

const properties = z.strictObject({
  Description: z.string().max(2048).optional(),
  GenerateSecretString: generate.optional(),
  Name: secretName.optional(),
  SecretString: secretString.optional(),
  Tags: tags.default([]),
});

export const secret = (engine: Engine, store: SecretStore): ResourceType =>
  resourceType({
    type: 'AWS::SecretsManager::Secret',
    properties,
    withoutEffect: { KmsKeyId: 'nothing here is encrypted at rest' },
    async create({ Description, GenerateSecretString, Name, SecretString, Tags }, place) {
      if (GenerateSecretString && SecretString !== undefined)
        throw invalid('Either SecretString or GenerateSecretString is given, not both.');
      const string = SecretString ?? generated(GenerateSecretString ?? generate.parse({}));
      const made = store.create(Name ?? place.name(), { description: Description, tags: Tags, value: { string } });
      await engine.store.durable();
      return { physicalId: made.secret.arn, attributes: { Id: made.secret.arn } };
    },
    /** A generated value stays: what was generated once is in use. */
    async update({ Description, Name, SecretString, Tags }, current, place) {
      if (store.usable(current.physicalId).name !== (Name ?? place.name())) return 'replace';
      store.change(current.physicalId, { tags: Tags, ...(Description !== undefined && { description: Description }) });
      if (SecretString !== undefined) store.put(current.physicalId, { string: SecretString });
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      if (store.find(physicalId)) store.remove(physicalId, 'at once');
      await engine.store.durable();
    },
  });

function generated({ SecretStringTemplate, GenerateStringKey, ...rules }: z.output<typeof generate>): string {
  const password = randomPassword(rules);
  if (SecretStringTemplate === undefined && GenerateStringKey === undefined) return password;
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined)
    throw invalid('SecretStringTemplate and GenerateStringKey are given together.');
  let template: unknown;
  try {
    template = JSON.parse(SecretStringTemplate);
  } catch {
    throw invalid('SecretStringTemplate is not JSON.');
  }
  return JSON.stringify({ ...(template as object), [GenerateStringKey]: password });
}
