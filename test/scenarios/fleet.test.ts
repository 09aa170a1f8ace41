/** The fleet on the line: vehicle data comes in over HTTP, and its case is led to its end, message by message. */
import { expect, test } from 'vitest';
import type { Problem } from '../../contracts/http.ts';
import type { Message } from '../../contracts/message.ts';
import type { CustomerAnswer } from '../../domain/fleet/conversation.ts';
import { simulatedCustomer } from '../../domain/fleet/customer-responses.ts';
import { derivedMessageId } from '../../domain/ids.ts';
import { HEALTHY, OIL_LOST } from '../kit/vehicle-readings.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('product');

interface About {
  readonly customerId?: string;
  readonly messageId?: string;
}

function vehicleData(
  id: string,
  sensors: Readonly<Record<string, number>>,
  { customerId = `customer-of-${id}`, messageId }: About = {},
) {
  const location = { latitude: 52.52, longitude: 13.4 };
  return {
    ...(messageId !== undefined && { id: messageId }),
    type: 'fleet.vehicle.data',
    correlationId: id,
    payload: {
      layout: 'vehicle',
      vehicle: { id, model: 'Transit', modelYear: 2022, customerId, location },
      readings: [{ at: '2026-01-01T00:00:00.000Z', mileageKm: 50_000, sensors }],
    },
  };
}

/** A vehicle whose oil is lost, of a simulated customer who answers so: the answer hangs on ids, which derive from the first. */
function oilLost(id: string, messageId: string, answer: CustomerAnswer) {
  const analysis = derivedMessageId(messageId, 'fleet.orchestrator', 0);
  const request = derivedMessageId(derivedMessageId(analysis, 'fleet.analyst', 0), 'fleet.orchestrator', 0);
  for (let n = 1; ; n++) {
    const customerId = `customer-${n}`;
    if (simulatedCustomer(customerId, request, 'critical').answer === answer)
      return vehicleData(id, OIL_LOST, { customerId, messageId });
  }
}

interface Appointment {
  readonly centreId: string;
  readonly bay: number;
  readonly startsAt: string;
}

async function conversation(id: string) {
  const { body } = await stage().call<{ state: string; messages: { message: Message }[] }>(
    `GET /v1/conversations/${id}`,
  );
  return { state: body.state, messages: body.messages.map(({ message }) => message) };
}

test('a healthy vehicle is analysed, and nobody is bothered', async () => {
  const { send, quiet, told } = stage();
  await send(vehicleData('healthy-1', HEALTHY));
  await quiet();
  expect(await told('healthy-1')).toEqual([
    'fleet.vehicle.data by api: fleet.orchestrator handled',
    'fleet.analysis.requested by fleet.orchestrator: fleet.analyst handled',
    'fleet.analysis.completed by fleet.analyst: fleet.orchestrator handled',
  ]);
  expect((await conversation('healthy-1')).state).toBe('closed');
});

test('a sudden loss of oil pressure leads to a workshop, from the finding on in the critical lane', async () => {
  const { send, quiet, told, history } = stage();
  await send(oilLost('oil-1', '0190a6c0-0000-7000-8000-000000000001', 'accepted'));
  await quiet();
  expect(await told('oil-1')).toEqual([
    'fleet.vehicle.data by api: fleet.orchestrator handled',
    'fleet.analysis.requested by fleet.orchestrator: fleet.analyst handled',
    'fleet.analysis.completed by fleet.analyst: fleet.orchestrator handled',
    'fleet.engagement.requested by fleet.orchestrator: fleet.engagement handled',
    'fleet.customer.notified by fleet.engagement: fleet.orchestrator handled',
    'fleet.engagement.completed by fleet.engagement: fleet.orchestrator handled',
    'fleet.scheduling.requested by fleet.orchestrator: fleet.scheduling handled',
    'fleet.customer.notified by fleet.scheduling: fleet.orchestrator handled',
    'fleet.scheduling.completed by fleet.scheduling: fleet.orchestrator handled',
  ]);
  const { state, messages } = await conversation('oil-1');
  expect(state).toBe('closed');
  expect(messages.find(({ type }) => type === 'fleet.analysis.completed')?.payload).toMatchObject({
    analysis: {
      condition: 'critical',
      diagnosis: { mode: 'lubrication-loss' },
      recommendedAction: { code: 'stop-now' },
    },
  });
  const [, , ...sinceTheFinding] = (await history())
    .filter(({ message }) => message.correlationId === 'oil-1')
    .sort((a, b) => a.message.hops - b.message.hops);
  expect(new Set(sinceTheFinding.flatMap(({ outcomes }) => outcomes.map(({ lane }) => lane)))).toEqual(
    new Set(['critical']),
  );
});

test('a customer who declines a critical finding is told what that means, an operator hears of it, and it is booked', async () => {
  const { send, quiet, told } = stage();
  await send(oilLost('oil-2', '0190a6c0-0000-7000-8000-000000000002', 'declined'));
  await quiet();
  expect(await told('oil-2')).toEqual([
    'fleet.vehicle.data by api: fleet.orchestrator handled',
    'fleet.analysis.requested by fleet.orchestrator: fleet.analyst handled',
    'fleet.analysis.completed by fleet.analyst: fleet.orchestrator handled',
    'fleet.engagement.requested by fleet.orchestrator: fleet.engagement handled',
    'fleet.customer.notified by fleet.engagement: fleet.orchestrator handled',
    'fleet.customer.notified by fleet.engagement: fleet.orchestrator handled',
    'fleet.engagement.completed by fleet.engagement: fleet.orchestrator handled',
    'fleet.operator.alerted by fleet.orchestrator: fleet.orchestrator handled',
    'fleet.scheduling.requested by fleet.orchestrator: fleet.scheduling handled',
    'fleet.customer.notified by fleet.scheduling: fleet.orchestrator handled',
    'fleet.scheduling.completed by fleet.scheduling: fleet.orchestrator handled',
  ]);
  expect((await conversation('oil-2')).state).toBe('closed');
});

test('vehicles that break down together at one place all get a slot of their own', async () => {
  const { call, quiet } = stage();
  const ids = Array.from({ length: 20 }, (_, i) => `together-${i}`);
  const { status } = await call('POST /v1/messages', { body: ids.map((id) => vehicleData(id, OIL_LOST)) });
  expect(status).toBe(202);
  await quiet();
  const slots: string[] = [];
  for (const id of ids) {
    const { state, messages } = await conversation(id);
    expect(state).toBe('closed');
    const { payload } = messages.find(({ type }) => type === 'fleet.scheduling.completed') ?? {};
    const { outcome, appointment } = payload as { outcome: string; appointment?: Appointment };
    if (appointment) slots.push(`${appointment.centreId} ${appointment.bay} ${appointment.startsAt}`);
    else expect(outcome).toBe('no-slot');
  }
  expect(slots.length).toBeGreaterThan(1);
  expect(new Set(slots).size).toBe(slots.length);
});

test('feedback from the field becomes an insight for manufacturing', async () => {
  const { send, quiet, told } = stage();
  const payload = {
    ...{ vehicleId: 'field-1', model: 'Transit', modelYear: 2022, component: 'oil-pump' },
    ...{ source: 'workshop', failureConfirmed: true },
  };
  await send({ type: 'fleet.feedback.received', correlationId: 'field-1', payload });
  await quiet();
  expect(await told('field-1')).toEqual([
    'fleet.feedback.received by api: fleet.manufacturing handled',
    'fleet.manufacturing.insight by fleet.manufacturing: fleet.orchestrator handled',
  ]);
});

test('data that breaks the schema is refused with the reading and the instrument', async () => {
  const broken = vehicleData('broken-1', { ...HEALTHY, rpm: 'fast' } as never);
  const { status, body } = await stage().call<Problem>('POST /v1/messages', { body: broken });
  expect(status).toBe(400);
  expect(body.errors.map(({ field }) => field)).toEqual(['payload.readings.0.sensors.rpm']);
});
