/** The API's authorizer. Needs: secretsmanager:GetSecretValue on the admin key, dynamodb:PutItem on rows `key#*` of the registry. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clientConfig } from '../../kit/client-config.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { adminKeySecret, settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { createAuthorizer } from './authorizer.ts';

const { registryTable } = settings();
const SecretId = adminKeySecret();
const secrets = new SecretsManagerClient(clientConfig());

export const handler = createAuthorizer({
  clock: systemClock,
  log: createLogger('platform.authorizer'),
  readSecret: async () => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '{}',
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
});
