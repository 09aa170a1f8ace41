/** A participant that is reached directly: its function is invoked, and what it answers ends the step at once. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { MESSAGE_ROW, messageKey } from '../../../../contracts/tables/history.ts';
import { stepMessageId } from '../../../../domain/workflow/identity.ts';
import { createInvoke } from '../../../../functions/platform/steps/invoke.ts';
import { createSteps } from '../../../../functions/platform/steps/steps.ts';
import { context, fakeClient, message } from '../../kit/fakes.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, EXECUTION, openWorkflows } from './workflow-line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const ID = stepMessageId(EXECUTION, 'deliver', '');
const LAMP = 'token-1 has {"sku":"lamp"}';
const failing = {
  'shop.parcel.packed': () => {
    throw new Error('a tyre is flat');
  },
};

describe('the agent is invoked', () => {
  test('the answer ends the step; request, outcome and reply are in the history, and the bus has nothing to do with them', async () => {
    const { steps, heard, bus, invoked, history } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(asking());
    expect(heard).toEqual([LAMP]);
    expect(invoked).toEqual(['measured direct h1 f0 d0']);
    expect(bus.taken).toEqual([]);
    const { row, outcomes, deliveries } = await history.story(ID);
    expect(row).toMatchObject({ conversation: 'workflow:ship-it:one' });
    expect(outcomes).toMatchObject([{ agent: 'shop.courier', lane: 'direct', outcome: 'handled' }]);
    expect(deliveries).toEqual([]);
    const [reply] = await history.messages([{ pk: messageKey(outcomes[0]?.published[0] ?? ''), sk: MESSAGE_ROW }]);
    expect(reply).toMatchObject({ type: 'shop.parcel.taken', causationId: ID, to: 'agent:workflows.ship-it' });
  });

  test('the same answer, when the bus brings it as well, changes nothing', async () => {
    const { steps, answers, heard, history } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(asking());
    const published = (await history.story(ID)).outcomes.flatMap((one) => one.published);
    const brought = await history.messages(published.map((id) => ({ pk: messageKey(id), sk: MESSAGE_ROW })));
    expect(brought).toHaveLength(1);
    expect(await answers(...brought)).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([LAMP]);
  });

  test('an acknowledgement is an answer too', async () => {
    const { steps, heard } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(asking({ expects: 'ack', reply: undefined }));
    expect(heard).toEqual([expect.stringMatching(`^token-1 has {"messageId":"${ID}","by":"shop.courier"`)]);
  });

  test('an agent that answers later, over the bus: the step waits', async () => {
    const { steps, heard, bus } = openWorkflows(tables, {
      reachedBy: ['direct', 'queue'],
      courier: { 'shop.parcel.packed': () => [] },
    });
    await steps(asking());
    expect([heard, bus.taken]).toEqual([[], []]);
  });

  test('a crash after the delivery: asked again, the effect happens once, the answer is the same', async () => {
    let made = 0;
    const courier = {
      'shop.parcel.packed': () => {
        made += 1;
        return [{ type: 'shop.parcel.taken', payload: { sku: `lamp ${made}` } }] as const;
      },
    };
    const { steps, heard, during } = openWorkflows(tables, { reachedBy: ['direct'], courier });
    during.run = async () => {
      delete during.run;
      throw new Error('crash');
    };
    await expect(steps(asking())).rejects.toThrow('crash');
    await steps(asking());
    expect(heard).toEqual(['token-1 has {"sku":"lamp 1"}']);
    expect(made).toBe(1);
  });

  test('a large payload goes by claim, and a large answer comes by claim', async () => {
    const { steps, heard, history } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(asking({ payload: { sku: 'x'.repeat(300_000) } }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 has {"claimedFrom":"[0-9a-f-]+","bytes":300010}$/)]);
    expect((await history.story(ID)).row?.message).toContain('"claim"');
  });
});

describe('a way that fails', () => {
  test('the queue is next; both tries stand beside the message', async () => {
    const { steps, heard, bus, history, invoked } = openWorkflows(tables, {
      reachedBy: ['direct', 'queue'],
      courier: failing,
    });
    await steps(asking());
    expect(heard).toEqual([]);
    expect(bus.taken).toMatchObject([{ id: ID, to: 'agent:shop.courier' }]);
    expect(invoked).toEqual(['measured direct h0 f1 d0']);
    expect((await history.story(ID)).deliveries).toMatchObject([
      { way: 'direct', agent: 'shop.courier', outcome: 'failed', error: { code: 'Error', reason: 'a tyre is flat' } },
      { way: 'queue', agent: 'shop.courier', outcome: 'delivered' },
    ]);
  });

  test('GET /v1/messages/{id} shows them', async () => {
    const { steps, line } = openWorkflows(tables, { reachedBy: ['direct', 'queue'], courier: failing });
    await steps(asking());
    const { body } = await line.get(`/v1/messages/${ID}`);
    expect(body.deliveries).toEqual([
      {
        attempt: 1,
        agent: 'shop.courier',
        way: 'direct',
        at: '2026-01-31T12:00:00.000Z',
        outcome: 'failed',
        error: { code: 'Error', reason: 'a tyre is flat' },
      },
      { attempt: 1, agent: 'shop.courier', way: 'queue', at: '2026-01-31T12:00:00.000Z', outcome: 'delivered' },
    ]);
  });

  test.each([
    ['the agent failed, and there is no other way', failing, 'ParticipantFailed'],
    ['its function could not be invoked', undefined, 'NotDelivered'],
  ])('%s', async (_, courier, error) => {
    const { steps, heard } = openWorkflows(tables, {
      reachedBy: ['direct'],
      ...(courier ? { courier } : { invoke: () => Promise.reject(new Error('no such function')) }),
    });
    await steps(asking());
    expect(heard).toEqual([expect.stringMatching(`^token-1 failed ${error}: No way to shop.courier worked. direct: `)]);
  });

  test('a recorder that does not take the request: the bus takes it to the agent and to the history', async () => {
    const { heard, bus, common, history, putRows } = openWorkflows(tables, { reachedBy: ['direct', 'queue'] });
    const steps = createSteps({
      ...{ ...common, history, putRows, publish: bus.publish },
      invoke: async () => ({ outcome: 'handled', messages: [] }),
      record: () => Promise.reject(new Error('no queue')),
      tellLate: async () => {},
    });
    await steps(asking());
    expect(heard).toEqual([]);
    expect(bus.taken).toMatchObject([{ id: ID }]);
    expect((await history.story(ID)).deliveries).toMatchObject([{ error: { reason: 'no queue' } }, { way: 'queue' }]);
  });
});

describe('what an agent answers to one that gives it a message directly', () => {
  const sound = () => message({ type: 'shop.parcel.packed', channel: 'shop.parcels', payload: { sku: 'lamp' } });

  test.each([
    ['no message at all', 'text', 'NotAMessage'],
    ['nothing', undefined, 'NotAMessage'],
    ['a payload that breaks its schema', { ...sound(), payload: { sku: 7 } }, 'InvalidPayload'],
    ['a type that it does not handle', { ...sound(), type: 'shop.parcel.lost' }, 'UnknownType'],
    ['too many hops', { ...sound(), hops: 33 }, 'TooManyHops'],
    ['meant for somebody else', { ...sound(), to: 'agent:shop.packer' }, 'NotAddressed'],
    ['past its time', { ...sound(), expiresAt: '2026-01-31T11:00:00.000Z' }, 'Expired'],
  ])('%s: told, and put nowhere', async (_, deliver, code) => {
    const { courier, bus, invoked } = openWorkflows(tables);
    expect(await courier({ deliver }, context)).toMatchObject({ outcome: 'failed', code });
    expect(bus.taken).toEqual([]);
    expect(invoked).toHaveLength(1);
    expect(invoked[0]).toMatch(/^measured direct h0 f[01] d0$/);
  });

  test('a bus that refuses what it caused: told, so that another way is taken', async () => {
    const one = sound();
    const { courier: first, bus } = openWorkflows(tables);
    await first({ deliver: one }, context);
    const refuses = new Set(bus.taken.map(({ id }) => id));
    const { courier } = openWorkflows(tables, { refuses });
    expect(await courier({ deliver: one }, context)).toMatchObject({ outcome: 'failed', code: 'NotSettled' });
  });
});

describe('the invocation', () => {
  const answering = (answer: unknown, FunctionError?: string) => {
    const asked: unknown[] = [];
    const client = fakeClient(({ input }) => {
      asked.push(input);
      return { Payload: Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)), FunctionError };
    }) as unknown as LambdaClient;
    return { asked, invoke: createInvoke(() => client, 'signalbox-test') };
  };

  test('names the function of the agent, and gives the message', async () => {
    const { asked, invoke } = answering({ outcome: 'handled', messages: [] });
    const one = message();
    expect(await invoke('shop.courier', one)).toEqual({ outcome: 'handled', messages: [] });
    expect(asked).toEqual([{ FunctionName: 'signalbox-test-shop-courier', Payload: JSON.stringify({ deliver: one }) }]);
  });

  test.each([
    ['broke', { errorType: 'Crash', errorMessage: 'out of memory' }, 'Unhandled', /broke off: Crash: out of memory/],
    ['broke without a word', '', 'Unhandled', /broke off: it left no word/],
    ['is no agent', { ok: true }, undefined, /cannot be read/],
    ['answers with what is no JSON', 'yes', undefined, /cannot be read/],
    ['answers with what is no message', { outcome: 'handled', messages: [{}] }, undefined, /cannot be read/],
  ])('a function that %s', async (_, answer, error, expected) => {
    const { invoke } = answering(answer, error);
    await expect(invoke('shop.courier', message())).rejects.toThrow(expected);
  });
});
