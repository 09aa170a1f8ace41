/**
 * Where API keys are kept on AWS. Needs: secretsmanager:GetSecretValue on the admin key, dynamodb:PutItem and GetItem on rows
 * `key#*` of the registry.
 */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import { keyRowKey, keyRowSchema, SELF_ROW } from '../../contracts/tables/registry.ts';
import type { KeyStore } from './authenticate.ts';
import { clientConfig } from './client-config.ts';
import { dynamoDb } from './clients.ts';
import { adminKeySecret, settings } from './env.ts';
import { readRow } from './partition.ts';

export function keyStore(): KeyStore {
  const { registryTable } = settings();
  const SecretId = adminKeySecret();
  const secrets = new SecretsManagerClient(clientConfig());
  return {
    readSecret: async () => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '{}',
    findRow: async (hash) => {
      const row = await readRow(dynamoDb(), registryTable, keyRowKey(hash), SELF_ROW);
      return row && keyRowSchema.parse(row);
    },
    keepRow: async (row) => {
      const unlessThere = {
        ConditionExpression: 'attribute_not_exists(pk) OR #hash <> :hash',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: marshall({ ':hash': row.hash }),
      };
      try {
        await dynamoDb().send(new PutItemCommand({ TableName: registryTable, Item: marshall(row), ...unlessThere }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
