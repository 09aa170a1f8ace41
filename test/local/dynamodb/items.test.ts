/** Items, one by one and in batches: what is put comes back, conditions hold, wrong input is refused in the words of AWS. */
import { expect, test } from 'vitest';
import { cloudWithMessages } from './tables.ts';

const key = { pk: 'a', sk: '1' };

test('an item comes back as it was put, with every type of value', async () => {
  const { documents } = await cloudWithMessages();
  const item = {
    ...key,
    text: 'größer 😀',
    number: -12.5,
    yes: true,
    none: null,
    bytes: new Uint8Array([0, 255, 7]),
    list: [1, 'two', { three: [3] }],
    map: { deep: { deeper: 'x' } },
    names: new Set(['a', 'b']),
  };
  await documents.put({ TableName: 'messages', Item: item });
  const { Item } = await documents.get({ TableName: 'messages', Key: key });
  expect(Item).toEqual(item);
});

test('a condition that fails refuses the write and gives the item as it was', async () => {
  const { documents } = await cloudWithMessages();
  const Item = { ...key, title: 'first' };
  await documents.put({ TableName: 'messages', Item });
  const again = documents.put({
    TableName: 'messages',
    Item: { ...key, title: 'second' },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await expect(again).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    Item: { title: { S: 'first' } },
  });
  expect((await documents.get({ TableName: 'messages', Key: key })).Item).toEqual(Item);
});

test('an update changes paths, lists, numbers and sets, all read from the item before', async () => {
  const { documents } = await cloudWithMessages();
  await documents.put({
    TableName: 'messages',
    Item: {
      ...key,
      count: 1,
      letters: ['a', 'b', 'c', 'd'],
      nested: { x: 1, y: 2 },
      colours: new Set(['red', 'blue']),
    },
  });
  const { Attributes } = await documents.update({
    TableName: 'messages',
    Key: key,
    UpdateExpression:
      'SET #count = #count + :one, earlier = #count, nested.z = if_not_exists(nested.x, :one), letters[9] = :new REMOVE letters[0], letters[2], nested.y ADD amount :big DELETE colours :gone',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':new': 'e', ':big': 1e15, ':gone': new Set(['red']) },
    ReturnValues: 'ALL_NEW',
  });
  expect(Attributes).toEqual({
    ...key,
    count: 2,
    earlier: 1,
    letters: ['b', 'd', 'e'],
    nested: { x: 1, z: 1 },
    amount: 1e15,
    colours: new Set(['blue']),
  });
});

test('numbers keep 38 digits', async () => {
  const { client } = await cloudWithMessages();
  const digits = '12345678901234567890123456789012345678';
  await client.putItem({ TableName: 'messages', Item: { pk: { S: 'a' }, sk: { S: 'n' }, n: { N: `${digits}.00` } } });
  const { Attributes } = await client.updateItem({
    TableName: 'messages',
    Key: { pk: { S: 'a' }, sk: { S: 'n' } },
    UpdateExpression: 'SET n = n - :one',
    ExpressionAttributeValues: { ':one': { N: '1e0' } },
    ReturnValues: 'UPDATED_NEW',
  });
  expect(Attributes).toEqual({ n: { N: '12345678901234567890123456789012345677' } });
});

test('lists and maps may lie 32 deep within each other, no deeper', async () => {
  const { documents } = await cloudWithMessages();
  const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);
  await documents.put({ TableName: 'messages', Item: { ...key, nested: nested(32) } });
  await expect(documents.put({ TableName: 'messages', Item: { ...key, nested: nested(33) } })).rejects.toThrow(
    'Nesting Levels have exceeded supported limits',
  );
});

test.each([
  [{ sk: '1' }, 'One or more parameter values were invalid: Missing the key pk in the item'],
  [{ pk: 1, sk: '1' }, 'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N'],
  [{ pk: 'a', sk: '1', big: 'x'.repeat(400 * 1024) }, 'Item size has exceeded the maximum allowed size'],
  [
    { pk: 'a', sk: '1', status: 5 },
    'One or more parameter values were invalid: Type mismatch for Index Key status Expected: S Actual: N IndexName: by-status',
  ],
])('a wrong item is refused in the words of AWS (%#)', async (Item, message) => {
  const { documents } = await cloudWithMessages();
  await expect(documents.put({ TableName: 'messages', Item })).rejects.toMatchObject({
    name: 'ValidationException',
    message,
  });
});

test('the same expression with other types of values is checked anew', async () => {
  const { documents } = await cloudWithMessages();
  const add = (amount: unknown) =>
    documents.update({
      TableName: 'messages',
      Key: key,
      UpdateExpression: 'ADD amount :amount',
      ExpressionAttributeValues: { ':amount': amount },
    });
  await add(1);
  await add(2);
  await expect(add('3')).rejects.toThrow(
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING',
  );
  expect((await documents.get({ TableName: 'messages', Key: key })).Item).toEqual({ ...key, amount: 3 });
});

test('a batch writes and reads many items, and refuses the same key twice', async () => {
  const { documents } = await cloudWithMessages();
  const items = Array.from({ length: 25 }, (_, n) => ({ pk: 'batch', sk: `${n}` }));
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  await documents.batchWrite({ RequestItems: { messages: requests } });
  const { Responses } = await documents.batchGet({ RequestItems: { messages: { Keys: items } } });
  expect(Responses?.messages).toHaveLength(25);
  const twice = documents.batchWrite({
    RequestItems: { messages: [...requests.slice(0, 2), ...requests.slice(0, 1)] },
  });
  await expect(twice).rejects.toThrow('Provided list of item keys contains duplicates');
});
