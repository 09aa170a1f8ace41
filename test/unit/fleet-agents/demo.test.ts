/** What `npm start` streams: messages that the line takes, the same each time, and the table of what was found of them. */
import { expect, test } from 'vitest';
import { newMessageSchema } from '../../../contracts/message.ts';
import { CMAPSS_HEADER, readCmapss } from '../../../domain/fleet/cmapss.ts';
import { detections, type StepAnalysis } from '../../../domain/fleet/detections.ts';
import { demoFleet } from '../../../domain/fleet/fleet-demo.ts';
import { type CmapssMessage, cmapssMessages } from '../../../domain/fleet/telemetry-messages.ts';
import type { AnalysedVehicle } from '../../../domain/fleet/vehicle.ts';
import { fleet } from '../../../systems/fleet.ts';
import { openLine } from './line.ts';

const OPTIONS = { seed: 7, vehicles: 4, steps: 120 };

test('the demo is the same for the same seed, and every message keeps its schema', () => {
  const all = () => [...demoFleet(OPTIONS).steps()].flatMap(({ messages }) => messages.map(({ message }) => message));
  const messages = all();
  expect(all()).toEqual(messages);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(4 * 120);
  for (const message of messages) {
    newMessageSchema.parse(message);
    fleet.messages['fleet.vehicle.data'].parse(message.payload);
  }
  const { feedback } = demoFleet(OPTIONS);
  for (const { payload } of feedback) fleet.messages['fleet.feedback.received'].parse(payload);
  expect(new Set(feedback.map(({ id }) => id)).size).toBe(feedback.length);
});

test('the whole demo: every case ends, both faults are found by name, nothing else rings', async () => {
  const line = openLine();
  const { labels, steps, feedback } = demoFleet(OPTIONS);
  const stepOf = new Map<string, number>();
  for (const { step, messages } of steps()) {
    for (const { message } of messages) if (message.id) stepOf.set(message.id, step);
    line.send(...messages.map(({ message }) => message));
    await line.run();
  }
  line.send(...feedback);
  await line.run();
  expect(line.failures).toEqual([]);
  const analyses: StepAnalysis[] = line.messages().flatMap(({ type, payload, correlationId }) => {
    const step = stepOf.get(correlationId);
    if (type !== 'fleet.analysis.completed' || step === undefined) return [];
    const { vehicle, analysis } = payload as AnalysedVehicle;
    const { condition, diagnosis } = analysis;
    return [{ vehicleId: vehicle.id, step, condition, ...(diagnosis && { mode: diagnosis.mode }) }];
  });
  expect(analyses).toHaveLength(4 * 120);
  const table = detections(labels, analyses);
  expect(table.map(({ injected, verdict }) => `${injected}: ${verdict}`).sort()).toEqual([
    'bearing-wear: found',
    'none: quiet',
    'none: quiet',
    'oil-pressure-loss: found',
  ]);
  expect(table.map(({ falseAlarms }) => falseAlarms)).toEqual([0, 0, 0, 0]);
  expect(line.payloads('fleet.manufacturing.insight').length).toBeGreaterThanOrEqual(2);
  expect(line.payloads('fleet.engagement.requested').length).toBeLessThanOrEqual(6);
});

test('a detection that names another fault, one that is missing, and one for nothing are told apart', () => {
  const label = (vehicleId: string, onsetStep?: number) =>
    ({
      vehicleId,
      fault: onsetStep === undefined ? 'none' : 'bearing-wear',
      onsetStep,
      mode: onsetStep === undefined ? undefined : 'bearing-wear',
    }) as const;
  const alarm = (vehicleId: string, step: number, mode: 'bearing-wear' | 'cooling-fault') =>
    ({ vehicleId, step, condition: 'warning', mode }) as const;
  const rows = detections(
    [label('a', 5), label('b', 5), label('c', 5), label('d')],
    [
      alarm('a', 3, 'bearing-wear'),
      alarm('a', 9, 'bearing-wear'),
      alarm('b', 6, 'cooling-fault'),
      alarm('d', 1, 'cooling-fault'),
    ],
  );
  expect(rows.map(({ verdict, falseAlarms, delaySteps }) => ({ verdict, falseAlarms, delaySteps }))).toEqual([
    { verdict: 'found', falseAlarms: 1, delaySteps: 4 },
    { verdict: 'misnamed', falseAlarms: 0, delaySteps: 1 },
    { verdict: 'missed', falseAlarms: 0, delaySteps: undefined },
    { verdict: 'false-alarm', falseAlarms: 1, delaySteps: undefined },
  ]);
});

const row = (unit: number, cycle: number) => [unit, cycle, ...Array.from({ length: 24 }, (_, i) => 500 + i)].join(',');

test('rows of a data set become messages of one engine each, and a bad row is told in its place', async () => {
  const lines = [CMAPSS_HEADER, row(1, 1), row(1, 2), row(1, 3), 'nonsense', row(2, 1), row(2, 2)];
  const told: CmapssMessage[] = [];
  for await (const one of cmapssMessages(readCmapss(lines), { source: 'test', readingsPerMessage: 2 })) told.push(one);
  expect(told.map((one) => (one.ok ? one.readings : one.refusal.place))).toEqual([2, 'line 5', 1, 2]);
  for (const one of told) if (one.ok) fleet.messages['fleet.vehicle.data'].parse(one.message.payload);
  expect(new Set(told.flatMap((one) => (one.ok ? [one.message.id] : []))).size).toBe(3);
});
