/** AWS clients, made once per environment and kept warm. Lambda and the local cloud give region, keys and endpoint. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientConfig } from './client-config.ts';

export const lazy = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

export const eventBridge = lazy(() => new EventBridgeClient(clientConfig()));
export const dynamoDb = lazy(() => new DynamoDBClient(clientConfig()));
