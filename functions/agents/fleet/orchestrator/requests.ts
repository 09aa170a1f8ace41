/** What the orchestrator asks and tells, as messages. Each request says by when it wants its answer. */
import type { Priority } from '../../../../contracts/message.ts';
import type { PayloadOf } from '../../../../contracts/system.ts';
import type { Consequence } from '../../../../domain/fleet/conversation.ts';
import type { VehicleData } from '../../../../domain/fleet/vehicle.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Moved } from './cases.ts';

/**
 * Before the platform asks again. Generous, for a backlog is no reason to ask twice; with four attempts and their pauses a case is
 * given up after a quarter of an hour at the latest, a critical one within five minutes.
 */
const DEADLINE_MS: Readonly<Record<Priority, number>> = {
  critical: 60_000,
  high: 120_000,
  normal: 180_000,
  low: 180_000,
};

const reply = (replyTo: string, priority: Priority) =>
  ({ expects: 'reply', replyTo, deadlineMs: DEADLINE_MS[priority] }) as const;

export const analysisRequest = (payload: VehicleData, priority: Priority) =>
  ({ type: 'fleet.analysis.requested', payload, ...reply('fleet.analysis.result', priority) }) as const;

type Alert = PayloadOf<typeof fleet, 'fleet.operator.alerted'>;
export const alertFor = (payload: Alert) => ({ type: 'fleet.operator.alerted', payload }) as const;

/** @param caseId the analysis request that the case began with */
export const messagesFor = ({ consequences, vehicleId }: Moved, caseId: string, priority: Priority) =>
  consequences.map((one) => messageFor(one, { caseId, ...(vehicleId !== undefined && { vehicleId }) }, priority));

function messageFor(one: Consequence, about: Pick<Alert, 'caseId' | 'vehicleId'>, priority: Priority) {
  if (one.kind === 'alert') {
    const reason = `${one.from} was given up: ${one.reason}`;
    return alertFor({ about: 'unanswered', messageId: about.caseId ?? 'unknown', reason, ...about });
  }
  if (one.kind === 'engage')
    return {
      type: 'fleet.engagement.requested',
      payload: one.trouble,
      ...reply('fleet.engagement.result', priority),
    } as const;
  return {
    type: 'fleet.scheduling.requested',
    payload: one.trouble,
    ...reply('fleet.scheduling.result', priority),
  } as const;
}
