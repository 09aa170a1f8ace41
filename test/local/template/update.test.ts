/** Deploying over what is there: kept, updated, replaced, removed, rolled back. */
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import type { TemplateSource } from '../../../local/template/assembly.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { queue, stacks, stepsInto } from './stacks.ts';

/** Starts on a directory with a template, and gives the steps that were taken. */
async function start(dataDir: string, template: TemplateSource): Promise<{ cloud: LocalCloud; steps: string[] }> {
  const steps: string[] = [];
  const cloud = await testCloud({ dataDir, template, onProgress: stepsInto(steps) });
  return { cloud, steps };
}

async function queueNames(cloud: LocalCloud): Promise<string[]> {
  const { QueueUrls = [] } = await new SQSClient(clientSettings(cloud)).send(new ListQueuesCommand({}));
  return QueueUrls.map((url) => url.split('/').at(-1) ?? '').sort();
}

const template = (resources: object, outputs: object = {}) =>
  stacks({ Line: { Resources: resources, Outputs: outputs } });

test('a restart with the same template keeps everything: names, messages, addresses', async () => {
  const dataDir = dataDirectory();
  const same = template({ Queue: queue(), Dead: queue() }, { Url: { Value: { Ref: 'Queue' } } });
  const first = await start(dataDir, same);
  const sqs = new SQSClient(clientSettings(first.cloud));
  await sqs.send(new SendMessageCommand({ QueueUrl: first.cloud.output('Url'), MessageBody: 'kept' }));
  const names = await queueNames(first.cloud);
  await first.cloud.close();

  const second = await start(dataDir, same);
  expect(second.steps.sort()).toEqual(['keep Dead', 'keep Queue']);
  expect(await queueNames(second.cloud)).toEqual(names);
  expect(second.cloud.output('Url')).toContain(second.cloud.url);
  const { Attributes } = await new SQSClient(clientSettings(second.cloud)).send(
    new GetQueueAttributesCommand({ QueueUrl: second.cloud.output('Url'), AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '1' });
});

test('what changed is updated in place, what is new is created, what is gone is removed last', async () => {
  const dataDir = dataDirectory();
  const first = await start(
    dataDir,
    template({ Kept: queue({ QueueName: 'kept' }), Gone: queue({ QueueName: 'gone' }) }),
  );
  expect(await queueNames(first.cloud)).toEqual(['gone', 'kept']);
  await first.cloud.close();

  const changed = { Kept: queue({ QueueName: 'kept', VisibilityTimeout: 77 }), New: queue({ QueueName: 'new' }) };
  const second = await start(dataDir, template(changed));
  expect(second.steps).toEqual(['update Kept', 'create New', 'remove Gone']);
  expect(await queueNames(second.cloud)).toEqual(['kept', 'new']);
});

test('a change that needs a new resource replaces it under another name, and what refers to it follows', async () => {
  const dataDir = dataDirectory();
  const of = (fifo: boolean) =>
    template({
      Target: queue(fifo ? { FifoQueue: true } : {}),
      Source: queue({
        ...(fifo && { FifoQueue: true }),
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Target', 'Arn'] }, maxReceiveCount: 3 },
      }),
    });
  const first = await start(dataDir, of(false));
  const before = await queueNames(first.cloud);
  await first.cloud.close();
  const second = await start(dataDir, of(true));
  expect(second.steps).toEqual(['replace Target', 'replace Source', 'remove Source', 'remove Target']);
  const after = await queueNames(second.cloud);
  expect(after).toHaveLength(2);
  expect(after.some((name) => before.includes(name))).toBe(false);
});

test('a retained resource outlives its place in the template', async () => {
  const dataDir = dataDirectory();
  const retained = queue({ QueueName: 'precious' }, { DeletionPolicy: 'Retain' });
  const first = await start(dataDir, template({ Precious: retained, Other: queue({ QueueName: 'other' }) }));
  await first.cloud.close();
  const second = await start(dataDir, template({ Other: queue({ QueueName: 'other' }) }));
  expect(second.steps).toEqual(['keep Other']);
  expect(await queueNames(second.cloud)).toEqual(['other', 'precious']);
});

test('a failing update rolls back what it did, says why, and the stack goes on as it was', async () => {
  const dataDir = dataDirectory();
  const good = template({ Queue: queue({ QueueName: 'steady', VisibilityTimeout: 10 }) });
  const first = await start(dataDir, good);
  await first.cloud.close();

  const bad = template({
    Queue: queue({ QueueName: 'steady', VisibilityTimeout: 20 }),
    Fresh: queue({ QueueName: 'fresh' }, { DependsOn: 'Queue' }),
    Wrong: queue({ QueueName: 'not a name!' }, { DependsOn: 'Fresh' }),
  });
  await expect(start(dataDir, bad)).rejects.toThrow(/Line \/ Wrong \/ AWS::SQS::Queue: .*rolled back/);

  const third = await start(dataDir, good);
  expect(third.steps).toEqual(['keep Queue']);
  expect(await queueNames(third.cloud)).toEqual(['steady']);
  const { Attributes } = await new SQSClient(clientSettings(third.cloud)).send(
    new GetQueueAttributesCommand({
      QueueUrl: third.cloud.stacks[0]?.resources[0]?.physicalId,
      AttributeNames: ['All'],
    }),
  );
  expect(Attributes).toMatchObject({ VisibilityTimeout: '10' });
});

test('a new stack that fails leaves nothing behind, and can be deployed again', async () => {
  const dataDir = dataDirectory();
  const bad = template({
    First: queue({ QueueName: 'first' }),
    Wrong: queue({ QueueName: 'not a name!' }, { DependsOn: 'First' }),
  });
  await expect(start(dataDir, bad)).rejects.toThrow('rolled back');
  const second = await start(dataDir, template({ First: queue({ QueueName: 'first' }) }));
  expect(second.steps).toEqual(['create First']);
});
