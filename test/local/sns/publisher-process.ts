/** A process that publishes to a queue through a topic, says that it was answered, and waits to be killed. */

import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocalCloud } from '../../../local/local-cloud.ts';

const cloud = await startLocalCloud({ port: 0, dataDir: process.argv[2] ?? '' });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const settings = { endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 };
const sns = new SNSClient(settings);
const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }];
const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
await new SQSClient(settings).send(new CreateQueueCommand({ QueueName: 'in', Attributes: { Policy } }));
const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
const Endpoint = cloud.engine.arn('sqs', 'in');
const Attributes = { RawMessageDelivery: 'true' };
await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
for (const Message of ['1', '2', '3']) await sns.send(new PublishCommand({ TopicArn, Message }));
console.log('answered');
