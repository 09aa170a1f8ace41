/** Lets an agent take from one of its queues, or keeps it from doing so, as an operator would: by its event source mapping. */
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { clientSettings } from '../kit/cloud.ts';
import { PREFIX, type Stage } from '../kit/stage.ts';

/** @param queue its name after the stage's prefix: `trial-booker--trial-bookings--all` */
export async function listen({ cloud }: Stage, queue: string, Enabled: boolean): Promise<void> {
  const lambda = new LambdaClient(clientSettings(cloud));
  const EventSourceArn = `arn:aws:sqs:us-east-1:000000000000:${PREFIX}-${queue}`;
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn }));
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled }));
  lambda.destroy();
}
