/** The fleet end to end, in memory: each story leaves exactly these messages, also when every one of them is delivered thrice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import type { Conversation } from '../../../domain/fleet/conversation.ts';
import type { Respond } from '../../../domain/fleet/customer-responses.ts';
import { derivedMessageId } from '../../../domain/ids.ts';
import { message } from '../kit/fakes.ts';
import { type LineOptions, openLine } from './line.ts';
import { data, HOT, NO_OIL, van } from './vehicles.ts';

const says =
  (answer: ReturnType<Respond>['answer']): Respond =>
  () => ({ answer, from: 'simulated-customer' });

type Line = ReturnType<typeof openLine>;

const cases = ({ states }: Line): Conversation[] =>
  Object.entries(states.orchestrator.rows()).flatMap(([name, value]) =>
    name.startsWith('conversation#') ? [value as Conversation] : [],
  );
const ends = (line: Line) => cases(line).map(({ steps }) => steps.map(({ stage }) => stage).join(' > '));
const outcomes = (line: Line) =>
  cases(line).map(({ steps }) => {
    const last = steps.at(-1);
    return last?.stage === 'done' ? last.outcome : last?.stage;
  });

async function tell(sensors: Record<string, number>, options: LineOptions = {}): Promise<Line> {
  const line = openLine(options);
  line.send(data(0, sensors));
  await line.run();
  expect(line.failures).toEqual([]);
  return line;
}

describe.each([1, 3])('with %i deliveries of everything', (deliveries) => {
  test('healthy: analysed and done, with one write of the orchestrator', async () => {
    const line = await tell({}, { deliveries });
    expect(line.events()).toEqual([
      'fleet.vehicle.data normal',
      'fleet.analysis.requested normal',
      'fleet.analysis.completed normal',
    ]);
    expect(outcomes(line)).toEqual(['healthy']);
    expect(line.states.orchestrator.writes()).toBe(1);
    expect(line.states.analyst.writes()).toBe(1);
    if (deliveries === 1) expect(line.states.orchestrator.reads()).toBe(0);
  });

  test('warning, accepted: the customer is told, a slot is booked', async () => {
    const line = await tell(HOT, { deliveries, respond: says('accepted') });
    expect(line.events()).toEqual([
      'fleet.vehicle.data normal',
      'fleet.analysis.requested normal',
      'fleet.analysis.completed high',
      'fleet.engagement.requested high',
      'fleet.engagement.completed high',
      'fleet.customer.notified high',
      'fleet.scheduling.requested high',
      'fleet.scheduling.completed high',
      'fleet.customer.notified high',
    ]);
    expect(ends(line)).toEqual(['engaging > scheduling > done']);
    expect(outcomes(line)).toEqual(['booked']);
    expect(cases(line)[0]?.notices.map(({ purpose }) => purpose)).toEqual(['finding', 'appointment']);
  });

  test('warning, declined: done, and the no is confirmed', async () => {
    const line = await tell(HOT, { deliveries, respond: says('declined') });
    expect(line.events().slice(3)).toEqual([
      'fleet.engagement.requested high',
      'fleet.engagement.completed high',
      'fleet.customer.notified high',
      'fleet.customer.notified high',
    ]);
    expect(line.payloads<{ purpose: string }>('fleet.customer.notified').map(({ purpose }) => purpose)).toEqual([
      'finding',
      'declined',
    ]);
    expect(outcomes(line)).toEqual(['declined']);
  });

  test('critical: in the critical lane all the way, and booked although the customer does not answer', async () => {
    const line = await tell(NO_OIL, { deliveries, respond: says('no-answer') });
    expect(line.events().sort()).toEqual(
      [
        'fleet.vehicle.data normal',
        'fleet.analysis.requested normal',
        'fleet.analysis.completed critical',
        'fleet.engagement.requested critical',
        'fleet.engagement.completed critical',
        'fleet.customer.notified critical',
        'fleet.scheduling.requested critical',
        'fleet.operator.alerted critical',
        'fleet.scheduling.completed critical',
        'fleet.customer.notified critical',
      ].sort(),
    );
    expect(outcomes(line)).toEqual(['booked']);
  });

  test('no slot: done, and the customer knows', async () => {
    const far = { ...van, location: { latitude: -33.9, longitude: 18.4 } };
    const line = openLine({ deliveries, respond: says('accepted') });
    line.send(data(0, HOT, far));
    await line.run();
    expect(outcomes(line)).toEqual(['no-slot']);
    expect(line.payloads('fleet.scheduling.completed')).toEqual([
      {
        outcome: 'no-slot',
        caseId: cases(line)[0]?.caseId,
        vehicleId: van.id,
        reason: 'No service centre near enough mends engine cooling.',
      },
    ]);
    expect(line.events().at(-1)).toBe('fleet.customer.notified high');
  });

  test('feedback: an insight with the first confirmed failure, none with the second report of the same', async () => {
    const line = openLine({ deliveries });
    const report = {
      vehicleId: van.id,
      model: 'Carrier',
      modelYear: 2023,
      component: 'engine-bearings',
      failureConfirmed: true,
      feedbackId: 'report-1',
    };
    line.send({ type: 'fleet.feedback.received', payload: report });
    line.send({ type: 'fleet.feedback.received', payload: report });
    await line.run();
    expect(line.events()).toEqual([
      'fleet.feedback.received normal',
      'fleet.feedback.received normal',
      'fleet.manufacturing.insight normal',
    ]);
    expect(line.payloads('fleet.manufacturing.insight')).toMatchObject([{ reports: 1, confirmedFailures: 1 }]);
  });
});

test('a vehicle that stays ill is one case; what gets worse is a second one', async () => {
  const line = openLine({ respond: says('accepted') });
  for (const [index, sensors] of [
    HOT,
    HOT,
    HOT,
    { coolantTemperatureC: 125 },
    { coolantTemperatureC: 125 },
  ].entries()) {
    line.send(data(index, sensors));
    await line.run();
  }
  expect(outcomes(line)).toEqual(['booked', 'in-hand', 'in-hand', 'booked', 'in-hand']);
  expect(line.payloads('fleet.engagement.requested')).toHaveLength(2);
});

test('a batch of one vehicle is read in the order of its readings, with one write', async () => {
  const line = openLine();
  line.send(data(2), data(0), data(1));
  await line.runBatch('orchestrator');
  await line.runBatch('analyst');
  expect(line.states.analyst.writes()).toBe(1);
  const used = line.payloads<{ analysis: { readings: object } }>('fleet.analysis.completed');
  expect(used.map(({ analysis }) => analysis.readings)).toEqual(Array(3).fill({ used: 1, refused: [] }));
});

/** The platform's word that nobody answered a request. */
function escalation(request: Message): Message {
  return message({
    id: derivedMessageId(request.id, 'platform.deadlines', 0),
    type: 'platform.escalated',
    channel: 'system.escalations',
    sender: 'platform.deadlines',
    priority: request.priority,
    correlationId: request.correlationId,
    causationId: request.id,
    payload: {
      messageId: request.id,
      messageType: request.type,
      channel: request.channel,
      sender: request.sender,
      expects: 'reply',
      deadlineMs: 1000,
      attempts: [],
      reason: 'No answer to 4 attempts.',
    },
  });
}

async function givenUp(line: Line, type: string): Promise<void> {
  const request = line.messages().find((one) => one.type === type);
  if (request) line.sendMessages(escalation(request));
  await line.run();
}

describe('an agent that never answers', () => {
  test.each([
    ['analyst', {}, 'fleet.analysis.requested', ['escalated']],
    ['engagement', HOT, 'fleet.engagement.requested', ['engaging > escalated']],
    ['scheduling', HOT, 'fleet.scheduling.requested', ['engaging > scheduling > escalated']],
    ['engagement', NO_OIL, 'fleet.engagement.requested', ['engaging > scheduling > done']],
  ] as const)(
    '%s silent, %j: an operator is alerted once, the case has an end',
    async (agent, sensors, type, stages) => {
      const line = await tell(sensors, { silent: [agent], respond: says('accepted') });
      await givenUp(line, type);
      expect(ends(line)).toEqual(stages);
      expect(line.payloads('fleet.operator.alerted')).toHaveLength(1);
      expect(line.failures).toEqual([]);
    },
  );
});

test('an answer that comes after the escalation moves the case on', async () => {
  const line = await tell(HOT, { silent: ['scheduling'], respond: says('accepted') });
  await givenUp(line, 'fleet.scheduling.requested');
  const request = line.messages().find(({ type }) => type === 'fleet.scheduling.requested');
  const caseId = cases(line)[0]?.caseId;
  line.sendMessages(
    message({
      type: 'fleet.scheduling.completed',
      channel: 'fleet.scheduling.result',
      sender: 'fleet.scheduling',
      correlationId: request?.correlationId ?? '',
      ...(request && { causationId: request.id }),
      payload: { outcome: 'no-slot', caseId, vehicleId: van.id, reason: 'All taken.' },
    }),
  );
  await line.run();
  expect(ends(line)).toEqual(['engaging > scheduling > escalated > done']);
});

test('an answer that died before the orchestrator took it ends the case, and an operator knows', async () => {
  const line = openLine({ silent: ['scheduling'], respond: says('accepted') });
  line.send(data(0, HOT));
  await line.run();
  const request = line.messages().find(({ type }) => type === 'fleet.scheduling.requested');
  line.sendMessages(
    message({
      type: 'platform.error',
      channel: 'system.errors',
      sender: 'platform.dead-letters',
      correlationId: request?.correlationId ?? '',
      payload: {
        messageId: 'x',
        messageType: 'fleet.scheduling.completed',
        agent: 'fleet.orchestrator',
        code: 'HandlerFailed',
        reason: 'broken',
        attempts: 5,
      },
    }),
  );
  await line.run();
  expect(ends(line)).toEqual(['engaging > scheduling > escalated']);
  expect(line.payloads('fleet.operator.alerted')).toHaveLength(1);
});

test("what other systems lose is not the fleet's business", async () => {
  const line = openLine();
  const payload = {
    messageId: 'x',
    messageType: 'shop.order.placed',
    agent: 'shop.packer',
    code: 'E',
    reason: 'r',
    attempts: 1,
  };
  line.sendMessages(
    message({ type: 'platform.error', channel: 'system.errors', sender: 'platform.dead-letters', payload }),
  );
  await line.run();
  expect(line.events()).toEqual(['platform.error normal']);
});

test('in any order, with repeats, every case ends, and a component is booked once', async () => {
  const conditions = fc.array(fc.constantFrom({}, HOT, NO_OIL, { coolantTemperatureC: 125 }), {
    minLength: 1,
    maxLength: 5,
  });
  const answer = fc.constantFrom('accepted', 'declined', 'no-answer' as const);
  await fc.assert(
    fc.asyncProperty(
      conditions,
      answer,
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.nat()),
      async (told, said, deliveries, picks) => {
        const line = openLine({ deliveries, respond: says(said as 'accepted'), pick: () => picks.next().value });
        line.send(...told.map((sensors, index) => data(index, sensors)));
        await line.run();
        expect(line.failures).toEqual([]);
        expect(outcomes(line).filter((end) => end === undefined || end === 'engaging' || end === 'scheduling')).toEqual(
          [],
        );
        expect(cases(line)).toHaveLength(told.length);
        const held = Object.values(line.states.scheduling.rows()).filter((row) => 'caseId' in (row as object));
        const components = held.map((row) => (row as { component: string }).component);
        expect(new Set(components).size).toBe(components.length);
      },
    ),
    { numRuns: 40 },
  );
});
