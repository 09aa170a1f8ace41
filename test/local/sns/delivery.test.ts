/** Deliveries: permitted by the queue, tried again, dead-lettered, and not lost by a crash. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { AwsError } from '../../../local/engine/aws-error.ts';
import { dataDirectory } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { snsCloud, text } from './sns-cloud.ts';

const redrive = (deadLetterTargetArn: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) });

const policyFor = (source: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': source } },
      },
    ],
  });

test('a queue whose policy does not name the topic gets nothing; the dead-letter queue gets it as it was', async () => {
  const { topic, queue, subscribe, publish, received } = await snsCloud();
  const TopicArn = await topic();
  const dead = await queue('dead', policyFor(TopicArn));
  const closed = await queue('closed', policyFor(`${TopicArn}-other`));
  await subscribe(TopicArn, closed, { RawMessageDelivery: 'true', ...redrive(dead) });
  await publish(TopicArn, 'x', { MessageAttributes: { kind: text('wave') } });
  expect(await received('closed')).toEqual([]);
  expect(await received('dead')).toMatchObject([{ Body: 'x', MessageAttributes: { kind: text('wave') } }]);
});

test('a queue that is gone costs one message its delivery, and no other subscription', async () => {
  const { cloud, topic, queue, subscribe, publish, received } = await snsCloud();
  const TopicArn = await topic();
  await subscribe(TopicArn, cloud.engine.arn('sqs', 'gone'));
  await subscribe(TopicArn, await queue('in'), { RawMessageDelivery: 'true' });
  await publish(TopicArn, 'x');
  expect(await received('in')).toMatchObject([{ Body: 'x' }]);
  const outcomes = cloud.engine.traces.since(0).filter(({ service, action }) => service === 'sns' && action === 'drop');
  expect(outcomes).toMatchObject([{ resource: cloud.engine.arn('sqs', 'gone'), outcome: 'QueueDoesNotExist' }]);
});

test('a failure of the receiver is tried again at AWS’s pace, also after a restart', async () => {
  const options = { dataDir: dataDirectory(), clock: handClock() };
  const before = await snsCloud(options);
  const TopicArn = await before.topic();
  await before.subscribe(TopicArn, await before.queue('in'), { RawMessageDelivery: 'true' });
  const fail = { deliver: () => Promise.reject(new AwsError('InternalError', 'down', { status: 500 })) };
  before.cloud.engine.ports.offerTarget('sqs', fail);
  await before.publish(TopicArn, 'x');
  await before.cloud.close();

  const clock = handClock(options.clock.now());
  const after = await snsCloud({ ...options, clock });
  const arrived = after.cloud.engine.traces.find(({ service, action, outcome }) => {
    return service === 'sns' && action === 'deliver' && outcome === 'ok';
  });
  clock.advance(0);
  await arrived;
  expect(await after.received('in')).toMatchObject([{ Body: 'x' }]);
});

test('it is tried again three times at once, twice after a second, and then ever less often', async () => {
  const clock = handClock();
  const { cloud, topic, queue, subscribe, publish } = await snsCloud({ clock });
  const TopicArn = await topic();
  await subscribe(TopicArn, await queue('in'));
  const attemptsS: number[] = [];
  const startedMs = clock.now();
  cloud.engine.ports.offerTarget('sqs', {
    async deliver(): Promise<void> {
      attemptsS.push((clock.now() - startedMs) / 1000);
      throw new AwsError('InternalError', 'down', { status: 500 });
    },
  });
  await publish(TopicArn, 'x');
  for (const waitMs of [0, 0, 0, 1_000, 1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]) {
    const next = attemptsS.length + 1;
    const failed = cloud.engine.traces.find(
      ({ service, action }) => service === 'sns' && action === 'deliver' && attemptsS.length === next,
    );
    clock.advance(waitMs);
    await failed;
    await cloud.engine.store.durable();
  }
  expect(attemptsS).toEqual([0, 0, 0, 0, 1, 2, 3, 5, 9, 17, 33, 53, 73]);
});

test('what Publish has answered survives kill -9', async () => {
  const dataDir = dataDirectory();
  const child = spawn(process.execPath, [new URL('./publisher-process.ts', import.meta.url).pathname, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(line).toBe('answered');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { received } = await snsCloud({ dataDir });
  expect((await received('in')).map(({ Body }) => Body)).toEqual(['1', '2', '3']);
});

test('an empty RedrivePolicy takes the dead-letter queue away', async () => {
  const { cloud, sns, topic, queue, subscribe, publish, received } = await snsCloud();
  const TopicArn = await topic();
  const dead = await queue('dead');
  const SubscriptionArn = await subscribe(TopicArn, cloud.engine.arn('sqs', 'gone'), redrive(dead));
  await publish(TopicArn, '1');
  const off = { SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue: '' };
  await sns.send(new SetSubscriptionAttributesCommand(off));
  await publish(TopicArn, '2');
  expect((await received('dead')).map(({ Body }) => JSON.parse(Body ?? '').Message)).toEqual(['1']);
});
