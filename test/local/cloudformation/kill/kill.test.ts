/** Killed in the middle of an update, the stack says so after the restart, and the next update leaves nothing behind. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { expect, onTestFinished, test } from 'vitest';
import { dataDirectory, testCloud } from '../../../kit/cloud.ts';
import { type StackClient, stackClient } from '../stack-client.ts';

/** A queue, a parameter that waits for the disk, another queue; a change of kind replaces the queues. */
const chain = (fifo: boolean): string => {
  const queue = { Type: 'AWS::SQS::Queue', ...(fifo && { Properties: { FifoQueue: true } }) };
  const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: `fifo ${fifo}` } };
  return JSON.stringify({
    Resources: {
      First: queue,
      Kept: { ...parameter, DependsOn: 'First' },
      Second: { ...queue, DependsOn: 'Kept' },
    },
  });
};

const update = ({ client }: StackClient) =>
  client.send(new UpdateStackCommand({ StackName: 'Line', TemplateBody: chain(true) }));

test('what was replaced before the kill is removed by the update after it', async () => {
  const dataDir = dataDirectory();
  const child = fork(join(import.meta.dirname, 'child.ts'), [dataDir, '2'], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const [url] = (await once(child, 'message')) as [string];
  const killed = stackClient({ url });
  await killed.create('Line', chain(false));
  await update(killed).catch(() => undefined); // the answer may be lost with the process
  expect((await ended)[1]).toBe('SIGKILL');

  const stacks = stackClient(await testCloud({ dataDir }));
  expect(await stacks.settled('Line')).toMatchObject({
    StackStatus: 'UPDATE_FAILED',
    StackStatusReason: expect.stringContaining('The local cloud ended while this was under way'),
  });
  await update(stacks);
  expect(await stacks.settled('Line')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  const names = await stacks.queueNames();
  expect(names).toHaveLength(2);
  expect(names.every((name) => name.endsWith('.fifo'))).toBe(true);
});
