/** The CloudFormation types: queues and queue policies as templates write them, made, changed in place and taken away. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../../local/engine/engine.ts';
import type { Delivery } from '../../../local/engine/ports.ts';
import type { Place, Resource, Service } from '../../../local/engine/service.ts';
import { createSqs } from '../../../local/services/sqs/service.ts';

let engine: Engine;
let sqs: Service;
beforeEach(() => {
  engine = createEngine();
  sqs = createSqs(engine);
});
afterEach(() => engine.close());

const place: Place = {
  stackName: 'stack',
  logicalId: 'Orders',
  name: (longest = 80) => 'stack-Orders-1A2B3C'.slice(0, longest),
};
function typeOf(name: string) {
  const type = sqs.resources.find(({ type }) => type === name);
  if (!type) throw new Error(`no ${name}`);
  const parse = (properties: unknown) => type.properties.parse(properties) as never;
  return {
    create: async (properties: unknown) => type.create(parse(properties), place),
    update: async (properties: unknown, current: Resource) => type.update?.(parse(properties), current, place),
    remove: async (current: Resource) => type.remove(current, place),
    parse,
  };
}
const queues = () => engine.ports.get('queues');

test('a queue without a name is named by its place; Ref is its URL', async () => {
  const queue = typeOf('AWS::SQS::Queue');
  const standard = await queue.create({ VisibilityTimeout: 120 });
  expect(standard).toEqual({
    physicalId: `${engine.endpoint}/000000000000/stack-Orders-1A2B3C`,
    attributes: {
      Arn: engine.arn('sqs', 'stack-Orders-1A2B3C'),
      QueueName: 'stack-Orders-1A2B3C',
      QueueUrl: `${engine.endpoint}/000000000000/stack-Orders-1A2B3C`,
    },
  });
  const fifo = await queue.create({ FifoQueue: true, ContentBasedDeduplication: true });
  expect(fifo.attributes.QueueName).toBe('stack-Orders-1A2B3C.fifo');
});

test('a change is made in place, and what is left out is a default again; a new name replaces', async () => {
  const queue = typeOf('AWS::SQS::Queue');
  const dead = await queue.create({ QueueName: 'dead', RedriveAllowPolicy: { redrivePermission: 'allowAll' } });
  const RedrivePolicy = { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 5 };
  const made = await queue.create({
    QueueName: 'orders',
    VisibilityTimeout: 120,
    RedrivePolicy,
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const arn = String(made.attributes.Arn);
  expect(queues().visibilityTimeoutMs(arn)).toBe(120_000);
  expect(await queue.update({ QueueName: 'orders', DelaySeconds: '3' }, made)).toEqual(made);
  expect(queues().visibilityTimeoutMs(arn)).toBe(30_000);
  expect(await queue.update({ QueueName: 'others' }, made)).toBe('replace');
  expect(await queue.update({ QueueName: 'orders', FifoQueue: true }, made)).toBe('replace');
});

test('a queue that is taken away can be made again at once', async () => {
  const queue = typeOf('AWS::SQS::Queue');
  const made = await queue.create({ QueueName: 'orders' });
  await queue.remove(made);
  await queue.remove(made);
  expect(() => queues().visibilityTimeoutMs(String(made.attributes.Arn))).toThrow('does not exist');
  expect(await queue.create({ QueueName: 'orders' })).toEqual(made);
});

test('a property that does not exist is refused by name', () => {
  expect(() => typeOf('AWS::SQS::Queue').parse({ Colour: 'red' })).toThrow('Colour');
});

test('a queue policy lets a service deliver until it is taken away', async () => {
  const queue = await typeOf('AWS::SQS::Queue').create({ QueueName: 'orders' });
  const policy = typeOf('AWS::SQS::QueuePolicy');
  const arn = String(queue.attributes.Arn);
  const delivery: Delivery = {
    body: 'x',
    source: { principal: 'events.amazonaws.com', arn: 'arn:aws:events:::rule/r' },
  };
  const deliver = () => engine.ports.target(arn).deliver(arn, delivery);
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arn },
  ];
  const made = await policy.create({
    Queues: [queue.physicalId],
    PolicyDocument: { Version: '2012-10-17', Statement },
  });
  await deliver();
  await policy.remove(made);
  await expect(deliver()).rejects.toMatchObject({ code: 'AccessDenied' });
});
