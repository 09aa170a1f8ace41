/** Groups, streams and lines through the Logs API: order, pages, filters, bounds, and what survives a restart. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';

const group = { logGroupName: '/agents/analyst' };
const stream = { ...group, logStreamName: 'one' };

async function withStream(cloud: LocalCloud): Promise<CloudWatchLogsClient> {
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  await logs.send(new CreateLogGroupCommand({ ...group, tags: { team: 'line' } }));
  await logs.send(new CreateLogStreamCommand(stream));
  return logs;
}

const lines = (from: number, ...messages: string[]) => messages.map((message, i) => ({ timestamp: from + i, message }));

describe('lines', () => {
  test('come back in order, forwards and backwards in pages', async () => {
    const logs = await withStream(await testCloud());
    const now = Date.now();
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: lines(now, 'a', 'b', 'c', 'd') }));
    const read = async (rest: object) => {
      const answer = await logs.send(new GetLogEventsCommand({ ...stream, limit: 3, ...rest }));
      return { ...answer, text: answer.events?.map(({ message }) => message).join('') };
    };
    const head = await read({ startFromHead: true });
    expect(head.text).toBe('abc');
    const rest = await read({ startFromHead: true, nextToken: head.nextForwardToken });
    expect(rest.text).toBe('d');
    const end = await read({ startFromHead: true, nextToken: rest.nextForwardToken });
    expect(end.text).toBe('');
    expect(end.nextForwardToken).toBe(rest.nextForwardToken);
    const tail = await read({});
    expect(tail.text).toBe('bcd');
    expect((await read({ nextToken: tail.nextBackwardToken })).text).toBe('a');
  });

  test('are filtered across streams by pattern and time', async () => {
    const logs = await withStream(await testCloud());
    const other = { ...group, logStreamName: 'two' };
    await logs.send(new CreateLogStreamCommand(other));
    const now = Date.now();
    await logs.send(
      new PutLogEventsCommand({ ...stream, logEvents: lines(now, '{"level":"ERROR","ms":12}', 'plain ERROR') }),
    );
    await logs.send(new PutLogEventsCommand({ ...other, logEvents: lines(now, '{"level":"INFO","ms":300}') }));
    const found = async (rest: object) => {
      const { events } = await logs.send(new FilterLogEventsCommand({ ...group, ...rest }));
      return events?.map(({ message }) => message);
    };
    expect(await found({})).toHaveLength(3);
    expect(await found({ filterPattern: 'ERROR -plain' })).toEqual(['{"level":"ERROR","ms":12}']);
    expect(await found({ filterPattern: '{ $.ms > 100 || $.level = "ERR*" }', limit: 5 })).toHaveLength(2);
    expect(await found({ logStreamNames: ['two'] })).toEqual(['{"level":"INFO","ms":300}']);
    expect(await found({ startTime: now + 1 })).toEqual(['plain ERROR']);
  });

  test('and their group, retention and tags are there after a restart', async () => {
    const dataDir = dataDirectory();
    const first = await testCloud({ dataDir });
    const logs = await withStream(first);
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: lines(Date.now(), 'kept') }));
    await logs.send(new PutRetentionPolicyCommand({ ...group, retentionInDays: 7 }));
    await first.close();

    const again = new CloudWatchLogsClient(clientSettings(await testCloud({ dataDir })));
    const { logGroups } = await again.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/agents' }));
    expect(logGroups).toMatchObject([{ ...group, retentionInDays: 7, storedBytes: 4 }]);
    const { tags } = await again.send(new ListTagsForResourceCommand({ resourceArn: logGroups?.[0]?.logGroupArn }));
    expect(tags).toEqual({ team: 'line' });
    const { events } = await again.send(new GetLogEventsCommand(stream));
    expect(events?.map(({ message }) => message)).toEqual(['kept']);
    const { logStreams } = await again.send(new DescribeLogStreamsCommand(group));
    expect(logStreams).toMatchObject([{ logStreamName: 'one', firstEventTimestamp: expect.any(Number) }]);
  });

  test('of a group are the newest ten thousand', async () => {
    const cloud = await testCloud();
    const { append } = cloud.engine.ports.get('logs');
    const now = Date.now();
    for (let i = 0; i < 30_000; i++) append(group.logGroupName, 'one', [{ timestamp: now + i, message: `line ${i}` }]);
    const logs = new CloudWatchLogsClient(clientSettings(cloud));
    const { events = [] } = await logs.send(new GetLogEventsCommand(stream));
    expect(events).toHaveLength(10_000);
    expect(events.at(-1)?.message).toBe('line 29999');
  });

  test('go with their stream, and with their group', async () => {
    const logs = await withStream(await testCloud());
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: lines(Date.now(), 'a') }));
    await logs.send(new DeleteLogStreamCommand(stream));
    expect((await logs.send(new FilterLogEventsCommand(group))).events).toEqual([]);
    await logs.send(new DeleteLogGroupCommand(group));
    await expect(logs.send(new FilterLogEventsCommand(group))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('filter patterns', () => {
  const json = '{"level":"WARN","user":{"id":"u-1","tags":["a","b"]},"ms":12,"done":true,"error":null}';
  const cases: [string, string, boolean][] = [
    ['WARN ms', json, true],
    ['WARN missing', json, false],
    ['?missing ?WARN', json, true],
    ['"two words"', 'here are two words', true],
    ['"two words"', 'two other words', false],
    ['%[0-9]{3}%', 'status 404', true],
    ['{ $.level = "WARN" }', json, true],
    ['{ $.level = WARN && $.ms >= 12 }', json, true],
    ['{ $.level != "WARN" }', json, false],
    ['{ ($.ms < 5 || $.user.id = "u-*") && $.done IS TRUE }', json, true],
    ['{ $.user.tags[1] = "b" }', json, true],
    ['{ $.user.tags[*] = "c" }', json, false],
    ['{ $.error IS NULL }', json, true],
    ['{ $.nothing NOT EXISTS }', json, true],
    ['{ $.user.id = %^u-[0-9]+$% }', json, true],
    ['{ $.level = "WARN" }', 'not JSON', false],
  ];
  test.each(cases)('%s of %s: %s', async (filterPattern, line, expected) => {
    const logs = new CloudWatchLogsClient(clientSettings(await testCloud()));
    const { matches } = await logs.send(new TestMetricFilterCommand({ filterPattern, logEventMessages: [line] }));
    expect(matches?.length).toBe(expected ? 1 : 0);
  });

  test.each(['{ $.a = }', '{ $.a ~ 1 }', '{ $.a = 1', '"open', '{ $.a = 1 && }'])(
    '%s is refused',
    async (filterPattern) => {
      const logs = await withStream(await testCloud());
      await expect(logs.send(new FilterLogEventsCommand({ ...group, filterPattern }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(filterPattern),
      });
    },
  );
});

describe('bad input is refused with a reason', () => {
  test('a group that is there, a stream that is not, lines out of order', async () => {
    const logs = await withStream(await testCloud());
    await expect(logs.send(new CreateLogGroupCommand(group))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    const nowhere = { ...group, logStreamName: 'nowhere', logEvents: lines(Date.now(), 'a') };
    await expect(logs.send(new PutLogEventsCommand(nowhere))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    const backwards = lines(Date.now(), 'a', 'b').reverse();
    await expect(logs.send(new PutLogEventsCommand({ ...stream, logEvents: backwards }))).rejects.toThrow(
      'chronological',
    );
  });

  test('a line that is too old is left out and told', async () => {
    const logs = await withStream(await testCloud());
    const logEvents = [...lines(Date.now() - 15 * 24 * 3_600_000, 'old'), ...lines(Date.now(), 'new')];
    const answer = await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect((await logs.send(new GetLogEventsCommand(stream))).events).toHaveLength(1);
  });
});
