/** Expiry of items. The tests wait on the record of a deletion, never on time. */
import { expect, test } from 'vitest';
import { cloudWithMessages } from './tables.ts';

test('an item whose moment has come is deleted, others stay', async () => {
  const { cloud, client, documents } = await cloudWithMessages();
  const nowS = Math.floor(cloud.engine.clock.now() / 1000);
  const put = (sk: string, expires: unknown) =>
    documents.put({ TableName: 'messages', Item: { pk: 'a', sk, status: 'open', at: 1, expires } });
  await put('before it was switched on', nowS - 10);
  await put('never', undefined);
  await put('text is no moment', `${nowS - 10}`);
  await put('a mistake: years ago', 1000);
  await client.updateTimeToLive({
    TableName: 'messages',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  await cloud.engine.traces.find(({ action, detail }) => action === 'expire' && detail?.items === 1);
  const since = cloud.engine.traces.since(0).at(-1)?.id ?? 0;
  await put('later', nowS + 3600);
  await put('now', nowS - 1);
  await cloud.engine.traces.find(({ id, action }) => id > since && action === 'expire');
  const left = ['a mistake: years ago', 'later', 'never', 'text is no moment'];
  const { Items = [] } = await documents.scan({ TableName: 'messages', IndexName: 'by-status' });
  expect(Items.map(({ sk }) => sk).sort()).toEqual(left);
  expect((await documents.scan({ TableName: 'messages' })).Count).toBe(4);
});

test('time to live is switched on and off once each', async () => {
  const { client } = await cloudWithMessages();
  const set = (Enabled: boolean, AttributeName = 'expires') =>
    client.updateTimeToLive({ TableName: 'messages', TimeToLiveSpecification: { Enabled, AttributeName } });
  await expect(set(false)).rejects.toThrow('TimeToLive is already disabled');
  await set(true);
  await expect(set(true)).rejects.toThrow('TimeToLive is already enabled');
  await expect(set(false, 'other')).rejects.toThrow('TimeToLive is active on a different AttributeName');
  await set(false);
});
