/** Transactions: all or nothing, once for each token, reasons told. */
import { expect, test } from 'vitest';
import { cloudWithMessages } from './tables.ts';

const put = (sk: string, more: object = {}) => ({ Put: { TableName: 'messages', Item: { pk: 'a', sk }, ...more } });
const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };

test('a transaction is done as a whole', async () => {
  const { documents } = await cloudWithMessages();
  await documents.put({ TableName: 'messages', Item: { pk: 'a', sk: 'seats', places: 1 } });
  const seats = { TableName: 'messages', Key: { pk: 'a', sk: 'seats' } };
  const book = (guest: string) =>
    documents.transactWrite({
      TransactItems: [
        put(guest, isNew),
        {
          Update: {
            ...seats,
            UpdateExpression: 'SET places = places - :one',
            ConditionExpression: 'places > :zero',
            ExpressionAttributeValues: { ':one': 1, ':zero': 0 },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
  const outcomes = await Promise.allSettled(['ann', 'bob', 'cat'].map(book));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  const refused = outcomes.find((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { places: { N: '0' } } },
    ],
  });
  const { Responses } = await documents.transactGet({
    TransactItems: [
      { Get: seats },
      ...['ann', 'bob', 'cat'].map((sk) => ({ Get: { ...seats, Key: { pk: 'a', sk } } })),
    ],
  });
  expect(Responses?.[0]?.Item?.places).toBe(0);
  expect(Responses?.slice(1).filter(({ Item }) => Item)).toHaveLength(1);
});

test('a token makes a transaction once, and refuses another one', async () => {
  const { documents } = await cloudWithMessages();
  const request = { ClientRequestToken: 'token-1', TransactItems: [put('1', isNew)] };
  await documents.transactWrite(request);
  await expect(documents.transactWrite(request)).resolves.toBeDefined();
  await expect(documents.transactWrite({ ...request, TransactItems: [put('2')] })).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
  await expect(documents.transactWrite({ TransactItems: request.TransactItems })).rejects.toMatchObject({
    name: 'TransactionCanceledException',
  });
});

test.each([
  [[put('1'), put('1')], 'Transaction request cannot include multiple operations on one item'],
  [[put('1', { ConditionExpression: 'pk = ' })], 'Invalid ConditionExpression: Syntax error; '],
  [[{ Put: { TableName: 'messages', Item: { pk: 'a', sk: 7 } } }], 'Type mismatch for key sk'],
  [Array.from({ length: 101 }, (_, n) => put(`${n}`)), 'Member must have length less than or equal to 100'],
])('a wrong transaction is refused before it begins (%#)', async (TransactItems, message) => {
  const { documents } = await cloudWithMessages();
  await expect(documents.transactWrite({ TransactItems })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
  expect((await documents.scan({ TableName: 'messages' })).Count).toBe(0);
});
