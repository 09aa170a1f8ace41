/** A step that waits for a message: the row that it leaves, and which messages it means. */
import { beforeEach, describe, expect, test } from 'vitest';
import { heardKey } from '../../../../contracts/tables/workflows.ts';
import { stepMessageId } from '../../../../domain/workflow/identity.ts';
import { hears } from '../../../../domain/workflow/listening.ts';
import { message } from '../../kit/fakes.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, EXECUTION, openWorkflows } from './workflow-line.ts';

const listening = (more: Readonly<Record<string, unknown>> = {}) => {
  const { to: _, payload, expects, reply, ...rest } = asking();
  return { ...rest, do: 'listen', type: 'shop.parcel.taken', where: { 'payload.sku': 'lamp' }, ...more };
};

describe('the row', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await openTables();
    return () => tables.close();
  });

  test('names the token, and what is waited for until when; tried again, it still counts from the beginning', async () => {
    const { steps, rows, clock, heard } = openWorkflows(tables);
    expect(await steps(listening())).toBeNull();
    clock.advance(1000);
    await steps(listening({ token: 'token-2' }));
    expect(await rows('listening#')).toMatchObject([
      {
        pk: 'listening#shop.parcel.taken',
        sk: stepMessageId(EXECUTION, 'deliver', ''),
        token: 'token-2',
        workflow: 'ship-it',
        execution: EXECUTION,
        where: { 'payload.sku': 'lamp' },
        sinceAt: '2026-01-31T12:00:00.000Z',
        untilAt: '2026-01-31T12:05:01.000Z',
      },
    ]);
    expect(heard).toEqual([]);
  });

  test('what was heard once is told to whoever runs the step again, and nobody listens any more', async () => {
    const { steps, rows, heard, common } = openWorkflows(tables);
    const pk = heardKey(stepMessageId(EXECUTION, 'deliver', ''));
    const row = { pk, sk: 'self' as const, output: '{"sku":"lamp"}', ttl: 4_000_000_000 };
    await common.table.write(row, undefined);
    await steps(listening());
    await steps(listening({ token: 'token-2' }));
    expect(heard).toEqual(['token-1 has {"sku":"lamp"}', 'token-2 has {"sku":"lamp"}']);
    expect(await rows('listening#shop')).toEqual([]);
  });
});

describe('which messages', () => {
  const sentAt = '2026-01-31T12:00:00.000Z';
  const row = (where: Record<string, unknown>, more = {}) => ({
    where,
    sinceAt: sentAt,
    untilAt: '2026-01-31T12:00:01.000Z',
    ...more,
  });
  const one = message({ sentAt, payload: { sku: 'lamp', sizes: [1, { cm: 2 }], of: { a: 1, b: null } } });

  test.each<[string, Record<string, unknown>, boolean]>([
    ['nothing asked', {}, true],
    ['a value', { 'payload.sku': 'lamp' }, true],
    ['another value', { 'payload.sku': 'desk' }, false],
    ['a field of the envelope', { sender: 'api', 'payload.sku': 'lamp' }, true],
    ['one of several', { 'payload.sku': ['desk', 'lamp'] }, true],
    ['none of several', { 'payload.sku': ['desk'] }, false],
    ['an object, whatever the order of its fields', { 'payload.of': { b: null, a: 1 } }, true],
    ['an object with a field more', { 'payload.of': { a: 1 } }, false],
    ['an array', { 'payload.sizes': [1, { cm: 2 }] }, true],
    ['another array', { 'payload.sizes': [1] }, false],
    ['null', { 'payload.of.b': null }, true],
    ['null for what is not there', { 'payload.of.c': null }, false],
    ['a path through a text', { 'payload.sku.length': 4 }, false],
    ['what every object inherits', { 'payload.constructor.name': 'Object' }, false],
    ['a number for a text', { 'payload.of.a': '1' }, false],
  ])('%s', (_, where, expected) => {
    expect(hears(row(where), one)).toBe(expected);
  });

  test('sent before it waited, or when its time was up', () => {
    expect(hears(row({}, { sinceAt: '2026-01-31T12:00:00.001Z' }), one)).toBe(false);
    expect(hears(row({}, { untilAt: sentAt }), one)).toBe(false);
  });
});
