/** From PutEvents to a queue: a rule with a pattern, an SQS target, a client that polls. */
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Hosted } from '../kit/host.ts';
import { percentile } from '../kit/stats.ts';
import { type Add, rate, SIGNALBOX, settingsFor } from './measure.ts';

const EVENTS = 3_000;
const BATCH = 10;
const CALLERS = 4;
const POLLERS = 3;
const ALONE = 200;
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:events';
const FROM_BUS = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: QUEUE_ARN,
};
/** Events that have not come by then are lost: the bench fails instead of waiting. */
const LOST_AFTER_MS = 30_000;

export async function measureEvents(add: Add, { url }: Hosted): Promise<void> {
  const events = new EventBridgeClient(settingsFor(url));
  const sqs = new SQSClient({ ...settingsFor(url), useQueueUrlAsEndpoint: false });
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [FROM_BUS] }) };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'events', Attributes }));
  await events.send(new PutRuleCommand({ Name: 'all', EventPattern: JSON.stringify({ source: ['bench'] }) }));
  await events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'queue', Arn: QUEUE_ARN }] }));
  const put = (n: number) =>
    events.send(
      new PutEventsCommand({
        Entries: Array.from({ length: n }, () => ({
          Source: 'bench',
          DetailType: 'probe',
          Detail: '{"note":"bench"}',
        })),
      }),
    );
  let got = 0;
  const receive = async (): Promise<void> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return;
    got += Messages.length;
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  const through = async (n: number): Promise<number> => {
    got = 0;
    const started = performance.now();
    const poll = async (): Promise<void> => {
      while (got < n) {
        await receive();
        if (performance.now() - started > LOST_AFTER_MS) throw new Error(`${n - got} of ${n} events did not arrive.`);
      }
    };
    await Promise.all([rate(n / BATCH, CALLERS, () => put(BATCH)), ...Array.from({ length: POLLERS }, poll)]);
    return (n * 1000) / (performance.now() - started);
  };
  await through(EVENTS / 5);
  add(SIGNALBOX, 'PutEvents by ten, through a rule, out of a queue', 'events/s', await through(EVENTS));

  const latencies: number[] = [];
  for (let i = 0; i < ALONE; i++) {
    const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const started = performance.now();
    await put(1);
    const { Messages = [] } = await received;
    latencies.push(performance.now() - started);
    const Entries = Messages.map(({ ReceiptHandle }, k) => ({ Id: `${k}`, ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  add(SIGNALBOX, 'PutEvents to received, nothing else going on, p50', 'ms', percentile(latencies, 50));
  events.destroy();
  sqs.destroy();
}
