/** Reaches past the kit for what its role does not allow, with the SDK as it is, and tells what came of it. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { stateKey } from '../../../../contracts/tables/registry.ts';
import { queueName, stagePrefix } from '../../../../domain/naming.ts';
import { dynamoDb, eventBridge } from '../../../../functions/kit/clients.ts';
import { queueUrlOf } from '../../../../functions/kit/dead-letter.ts';
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { settings } from '../../../../functions/kit/env.ts';
import { sqs } from '../../../../functions/kit/sqs-client.ts';
import { type INTRUSIONS, trial } from '../system.ts';

const publish = (EventBusName: string, Source: string, DetailType: string) =>
  eventBridge().send(new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType, Detail: '{}' }] }));

const readState = (TableName: string, agent: string) =>
  dynamoDb().send(new GetItemCommand({ TableName, Key: { pk: { S: stateKey(agent, 'places') }, sk: { S: 'Ulm' } } }));

function intrude(by: (typeof INTRUSIONS)[number]): Promise<unknown> {
  const { bus, registryTable, region, stage } = settings();
  const queue = queueName(stagePrefix(stage), 'trial.booker', 'trial.bookings', 'all');
  const QueueUrl = queueUrlOf(`arn:aws:sqs:${region}:000000000000:${queue}`);
  switch (by) {
    case 'foreign-type':
      return publish(bus, 'signalbox.trial.intruder', 'trial.booked');
    case 'foreign-sender':
      return publish(bus, 'signalbox.trial.booker', 'trial.booked');
    case 'foreign-queue':
      return sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    case 'foreign-state':
      return readState(registryTable, 'trial.booker');
    case 'own-state':
      return readState(registryTable, 'trial.intruder');
  }
}

export const handler = defineAgent(trial, 'intruder', {
  'trial.intrusion': async ({ payload: { by } }) => {
    const outcome = await intrude(by).then(
      () => 'allowed',
      (error: Error) => error.name,
    );
    return [{ type: 'trial.intruded', payload: { by, outcome } }];
  },
});
