/**
 * Reads the fleet's history of a period and condenses it to facts. Reads only: analyses, answers of customers, appointments,
 * alerts, reports of workshops, what failed and what is still dead. What is counted how is in domain/planner/collect-facts.ts.
 */

import type { Message } from '../../../../contracts/message.ts';
import { OPEN_LETTERS } from '../../../../contracts/tables/history.ts';
import { collectFacts, type FleetEvent, type FleetType } from '../../../../domain/planner/collect-facts.ts';
import type { Facts } from '../../../../domain/planner/facts.ts';
import type { Period } from '../../../../domain/planner/plan.ts';
import { historyInput } from '../../../../domain/planner/skills.ts';
import { channelOf } from '../../../../domain/system.ts';
import { fleet } from '../../../../systems/fleet.ts';
import type { planner } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';
import type { HistoryReader } from '../../../kit/history.ts';
import { answerTask } from '../../../kit/worker.ts';
import { isWithin, readPeriod, timeIn } from './reading.ts';

/** For one task, whose function has four minutes: about 2,000 messages a second come out of DynamoDB. */
const MOST_MESSAGES = 100_000;

const TYPES = [
  'fleet.analysis.completed',
  'fleet.engagement.completed',
  'fleet.scheduling.completed',
  'fleet.operator.alerted',
  'fleet.feedback.received',
  'fleet.manufacturing.insight',
  'platform.error',
  'platform.escalated',
] as const satisfies readonly FleetType[];
const CHANNELS = [...new Set(TYPES.map((type) => channelOf(fleet, type)))];

export const createHistorian = (most = MOST_MESSAGES): Handlers<typeof planner, 'historian'> => ({
  'planner.task.requested': async ({ payload }, { history, log }) =>
    await answerTask(historyInput, payload, async (period) => {
      const facts = await factsOf(history, period, most);
      log.info('The history of a period was read.', { messages: facts.read.messages, whole: facts.read.isWhole });
      return facts;
    }),
});

async function factsOf(history: HistoryReader, period: Period, most: number): Promise<Facts> {
  const collector = collectFacts(period);
  let unread = 0;
  const { isWhole } = await readPeriod(history, CHANNELS, period, most, (message) => {
    if (!isCounted(message.type)) return;
    const event = eventOf(message.type, message);
    if (event) collector.add(event);
    else unread += 1;
  });
  return collector.facts({ isWhole, unread, openDeadLetters: await openLetters(history, period) });
}

/** Undefined for a payload of another version of its schema, and for one that lies in S3: the history has the claim to it alone. */
function eventOf(type: (typeof TYPES)[number], { sentAt, payload }: Message): FleetEvent | undefined {
  const read = fleet.messages[type].safeParse(payload);
  return read.success ? ({ type, at: sentAt, payload: read.data } as FleetEvent) : undefined;
}

const isCounted = (type: string): type is (typeof TYPES)[number] => (TYPES as readonly string[]).includes(type);

/** Messages that agents of the fleet gave up in the period, and that nobody has redriven. */
async function openLetters(history: HistoryReader, period: Period): Promise<number> {
  const keys = await history.keys('byDeadLetter', { partition: OPEN_LETTERS, from: period.from });
  return keys.filter(({ at, sk }) => isWithin(timeIn(at), period) && sk.includes('#fleet.')).length;
}
