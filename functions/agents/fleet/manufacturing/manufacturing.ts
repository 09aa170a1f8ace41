/**
 * Learns from the field what fails, and tells manufacturing when it says something new. Needs what every agent needs, and its own
 * state: the counts of each component and model year. What it concludes is decided in domain/fleet/insights.ts.
 */
import {
  type FieldRecord,
  type Insight,
  learnReport,
  type Report,
  recordKey,
} from '../../../../domain/fleet/insights.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { change } from '../../../kit/change.ts';

const partitionOf = ({ component }: Report): string => `field#${component}`;

export const manufacturing: Handlers<typeof fleet, 'manufacturing'> = {
  'fleet.feedback.received': async ({ id, sentAt, payload }, { state }) => {
    const { feedbackId = id, observedAt = sentAt, component, model, modelYear, failureConfirmed } = payload;
    const at = new Date(observedAt).toISOString();
    const report: Report = { messageId: id, feedbackId, component, model, modelYear, failureConfirmed, at };
    const insight = await change<FieldRecord, Insight | undefined>(
      state,
      partitionOf(report),
      recordKey(report),
      (before) => {
        const { record, insight } = learnReport(before, report);
        return { value: record, result: insight };
      },
    );
    return insight ? [{ type: 'fleet.manufacturing.insight', payload: insight }] : [];
  },
};
