/** What targets get: the event, a part of it, a constant, a template; and where it goes when a target refuses it. */
import { CreateEventBusCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { AwsError } from '../../../local/engine/aws-error.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { entry, eventsCloud } from './events-cloud.ts';

test('a matching event arrives whole, with whole seconds and its resources', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('all', { source: ['test'] }, [{ Arn: inbox.arn }]);
  const { Entries, FailedEntryCount } = await put(
    entry({ n: 1 }, { Time: new Date('2026-02-03T04:05:06.789Z'), Resources: ['arn:x'] }),
    entry({ n: 2 }, { Source: 'other' }),
  );
  expect(FailedEntryCount).toBe(0);
  expect((await bodies(inbox)).map((body) => JSON.parse(body))).toEqual([
    {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Tested',
      source: 'test',
      account: '000000000000',
      time: '2026-02-03T04:05:06Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { n: 1 },
    },
  ]);
});

test('numbers that JavaScript cannot hold are matched and delivered as they were written', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('exact', '{"detail":{"n":[9007199254740993]}}', [{ Arn: inbox.arn }]);
  await put(
    { Source: 'test', DetailType: 'T', Detail: '{"n":9007199254740993}' },
    { Source: 'test', DetailType: 'T', Detail: '{"n":9007199254740992}' },
  );
  expect(await bodies(inbox)).toEqual([expect.stringContaining('"detail":{"n":9007199254740993}}')]);
});

test('ten entries to three queues: each queue gets each event once, in order', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inboxes = await Promise.all(['a', 'b', 'c'].map((name) => queue(name)));
  await rule(
    'all',
    { source: ['test'] },
    inboxes.map(({ arn }) => ({ Arn: arn })),
  );
  await put(...Array.from({ length: 10 }, (_, n) => entry({ n })));
  for (const inbox of inboxes) {
    const found = (await bodies(inbox)).map((body) => JSON.parse(body).detail.n as number);
    expect(found.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

test.each([
  ['a constant', { Input: '{"fixed":true}' }, '{"fixed":true}'],
  ['a part', { InputPath: '$.detail.order.items[0]' }, '{"sku":"A-1"}'],
  [
    'a JSON template',
    transformer('{"id":<id>,"text":"order <id>","items":<items>}'),
    '{"id":7,"text":"order 7","items":[{"sku":"A-1"}]}',
  ],
  ['a text template', transformer('"order <id> of <who>"'), '"order 7 of \\"Ann\\""'],
  ['an empty place', transformer('{"none":<none>,"text":"[<none>]"}'), '{"none":"","text":"[]"}'],
  ['a list in quotes', transformer('"<items>"'), '"[{sku:A-1}]"'],
  [
    'the rule',
    transformer('{"rule":"<aws.events.rule-name>","arn":<aws.events.rule-arn>}'),
    '{"rule":"r","arn":"arn:aws:events:us-east-1:000000000000:rule/r"}',
  ],
])('a target with %s gets that', async (_, input, expected) => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('r', { source: ['test'] }, [{ Arn: inbox.arn, ...input }]);
  await put(entry({ order: { id: 7, who: '"Ann"', items: [{ sku: 'A-1' }] } }));
  expect(await bodies(inbox)).toEqual([expected]);
});

function transformer(InputTemplate: string) {
  const InputPathsMap = {
    id: '$.detail.order.id',
    who: '$.detail.order.who',
    items: '$.detail.order.items',
    none: '$.detail.order.missing',
  };
  return { InputTransformer: { InputTemplate, InputPathsMap } };
}

test('the whole event can stand in a template, with and without its detail', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  const InputTemplate = '{"bare":<aws.events.event>,"all":<aws.events.event.json>}';
  await rule('r', { source: ['test'] }, [{ Arn: inbox.arn, InputTransformer: { InputTemplate } }]);
  await put(entry({ n: 1 }));
  const [{ bare, all } = { bare: {}, all: {} }] = (await bodies(inbox)).map((body) => JSON.parse(body));
  expect(bare).toMatchObject({ detailType: 'Tested', source: 'test' });
  expect(bare).not.toHaveProperty('detail');
  expect(all).toMatchObject({ 'detail-type': 'Tested', detail: { n: 1 } });
});

test('a rule hands the event on to another bus, whose rules hear it', async () => {
  const { cloud, events, queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: 'second' }));
  await rule('forward', { source: ['test'] }, [{ Arn: EventBusArn }]);
  await rule('hear', { source: ['test'] }, [{ Arn: inbox.arn }], 'second');
  const { Entries } = await put(entry({ n: 1 }));
  await cloud.engine.traces.find(({ action, resource }) => action === 'deliver' && resource === inbox.arn);
  expect(JSON.parse((await bodies(inbox))[0] ?? '')).toMatchObject({ id: Entries?.[0]?.EventId, detail: { n: 1 } });
});

test('a target that refuses for good: the event is in the dead-letter queue with the reason, at once', async () => {
  const { cloud, queue, rule, put, messages } = await eventsCloud();
  const dead = await queue('dead');
  const gone = cloud.engine.arn('sqs', 'gone');
  const arn = await rule('r', { source: ['test'] }, [{ Arn: gone, DeadLetterConfig: { Arn: dead.arn } }]);
  await put(entry({ n: 1 }));
  const [message] = await messages(dead);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({ detail: { n: 1 } });
  expect(message?.MessageAttributes).toMatchObject({
    RULE_ARN: { StringValue: arn },
    TARGET_ARN: { StringValue: gone },
    RETRY_ATTEMPTS: { StringValue: '0' },
    ERROR_CODE: { StringValue: 'NO_RESOURCE' },
  });
});

test('a target that fails for now is tried again with growing waits, then the event is a dead letter', async () => {
  const clock = handClock();
  const { cloud, events, queue, rule, put, messages } = await eventsCloud({ clock });
  const dead = await queue('dead');
  let attempts = 0;
  cloud.engine.ports.offerTarget('states', {
    async deliver() {
      attempts += 1;
      throw new AwsError('ServiceUnavailable', 'Not now.', { status: 503 });
    },
  });
  await rule('r', { source: ['test'] }, []);
  const target = {
    Id: 't',
    Arn: cloud.engine.arn('states', 'stateMachine:m'),
    RetryPolicy: { MaximumRetryAttempts: 2 },
    DeadLetterConfig: { Arn: dead.arn },
  };
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [target] }));
  await put(entry({ n: 1 }));
  const outcome = (n: number) =>
    cloud.engine.traces.find(
      ({ id, action }) =>
        action === 'deliver' &&
        cloud.engine.traces.since(0).filter((one) => one.action === 'deliver' && one.id <= id).length === n,
    );
  for (const n of [1, 2]) {
    await outcome(n);
    clock.advance(60_000);
  }
  await cloud.engine.traces.find(({ action }) => action === 'dead-letter');
  expect(attempts).toBe(3);
  const [message] = await messages(dead);
  expect(message?.MessageAttributes).toMatchObject({
    RETRY_ATTEMPTS: { StringValue: '2' },
    ERROR_CODE: { StringValue: 'ERROR_FROM_TARGET' },
    EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
  });
});
