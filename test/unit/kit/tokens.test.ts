/** Task tokens: what Step Functions says of one that is of no use any more is an answer, anything else an error. */
import { InvalidOutput, InvalidToken, type SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createTokens } from '../../../functions/kit/workflow/tokens.ts';
import { fakeClient } from './fakes.ts';

const answering = (answer: () => unknown) => {
  const sent: unknown[] = [];
  const client = fakeClient(({ input }) => {
    sent.push(input);
    return answer();
  }) as unknown as SFNClient;
  return { sent, tokens: createTokens(() => client) };
};
const refusal = (Kind: typeof TaskTimedOut) => new Kind({ $metadata: {}, message: 'no' });

test('heard', async () => {
  const { sent, tokens } = answering(() => ({}));
  expect(await tokens.succeed('t', '{"a":1}')).toBe('heard');
  expect(await tokens.fail('t', 'Rejected', 'why')).toBe('heard');
  expect(await tokens.heartbeat('t')).toBe('heard');
  expect(sent).toEqual([
    { taskToken: 't', output: '{"a":1}' },
    { taskToken: 't', error: 'Rejected', cause: 'why' },
    { taskToken: 't' },
  ]);
});

describe('gone', () => {
  test.each([TaskTimedOut, TaskDoesNotExist, InvalidToken])('%o', async (Kind) => {
    const { tokens } = answering(() => {
      throw refusal(Kind as typeof TaskTimedOut);
    });
    expect(await tokens.succeed('t', '{}')).toBe('gone');
    expect(await tokens.fail('t', 'Rejected', 'why')).toBe('gone');
    expect(await tokens.heartbeat('t')).toBe('gone');
  });

  test('anything else is thrown', async () => {
    const { tokens } = answering(() => {
      throw refusal(InvalidOutput as unknown as typeof TaskTimedOut);
    });
    await expect(tokens.succeed('t', 'no json')).rejects.toThrow('no');
  });
});
