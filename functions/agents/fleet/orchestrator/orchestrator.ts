/**
 * Leads each case from the vehicle's data to its end. Needs what every agent needs, and its own state: where each case stands.
 * What comes next is decided in domain/fleet/conversation.ts, what is asked and told in requests.ts.
 *
 * 1. Vehicle data writes nothing: the request for its analysis has a derived id, so a second delivery asks for nothing new.
 * 2. Every request expects a reply by a deadline; the platform asks again, and in the end escalates. So no case stays open.
 */
import { requestIdOf } from '../../../../domain/fleet/conversation.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { createCases } from './cases.ts';
import { isOurRequest, isWorthTelling, stageOfLostAnswer } from './lost.ts';
import { alertFor, analysisRequest, messagesFor } from './requests.ts';

export const orchestrator: Handlers<typeof fleet, 'orchestrator'> = {
  'fleet.vehicle.data': ({ payload, priority }) => [analysisRequest(payload, priority)],

  'fleet.analysis.completed': async ({ id, sentAt, correlationId, causationId, payload, priority }, { state, now }) => {
    const cases = createCases(state, now);
    const caseId = causationId ?? requestIdOf(id); // the request for the analysis; nothing but a reply comes here
    const inHandOf = await cases.inHandOf(payload, correlationId, caseId);
    const event = { kind: 'analysed', id, at: sentAt, caseId, ...payload, ...(inHandOf && { inHandOf }) } as const;
    return messagesFor(await cases.move(correlationId, caseId, event), caseId, priority);
  },

  'fleet.engagement.completed': async ({ id, sentAt, correlationId, payload, priority }, { state, now }) => {
    const { caseId, answer } = payload;
    const event = { kind: 'answered', id, at: sentAt, answer } as const;
    return messagesFor(await createCases(state, now).move(correlationId, caseId, event), caseId, priority);
  },

  'fleet.scheduling.completed': async ({ id, sentAt, correlationId, payload, priority }, { state, now }) => {
    const { caseId, outcome } = payload;
    const endMs = payload.outcome === 'booked' ? Date.parse(payload.appointment.endsAt) : undefined;
    const event = { kind: 'scheduled', id, at: sentAt, outcome } as const;
    return messagesFor(await createCases(state, now).move(correlationId, caseId, event, endMs), caseId, priority);
  },

  'fleet.customer.notified': async ({ id, sentAt, correlationId, payload }, { state, now }) => {
    const event = { kind: 'notified', id, at: sentAt, purpose: payload.purpose } as const;
    await createCases(state, now).move(correlationId, payload.caseId, event);
    return [];
  },

  'fleet.operator.alerted': ({ payload }, { log }) => {
    log.warn('An operator was alerted.', { about: payload.about, reason: payload.reason });
    return [];
  },

  'fleet.manufacturing.insight': ({ id, payload }) => {
    const { severity, component, modelYear, confirmedFailures, reports } = payload;
    if (severity !== 'critical') return [];
    const reason = `${component} of model year ${modelYear}: ${confirmedFailures} of ${reports} reports confirm a failure. Review whether to recall.`;
    return [alertFor({ about: 'insight', messageId: id, reason })];
  },

  'platform.escalated': async ({ id, sentAt, correlationId, payload, priority }, { state, now }) => {
    const { messageId, messageType, sender, reason } = payload;
    if (!isOurRequest(messageType, sender)) return [];
    const cases = createCases(state, now);
    const caseId =
      messageType === 'fleet.analysis.requested' ? messageId : await cases.waitingFor(correlationId, messageId);
    if (caseId === undefined) return [alertFor({ about: 'unanswered', messageId, reason })];
    const event = { kind: 'given-up', id, at: sentAt, request: messageId, reason } as const;
    return messagesFor(await cases.move(correlationId, caseId, event), caseId, priority);
  },

  // A request that died is escalated by its deadline, and may be redriven before. An answer that died has no deadline any more.
  'platform.error': async ({ id, sentAt, correlationId, payload, priority }, { state, now }) => {
    const { messageId, messageType, agent, code, reason } = payload;
    if (!isWorthTelling(messageType)) return [];
    const what = `${agent} gave up ${messageType} (${code}): ${reason}`;
    const cases = createCases(state, now);
    const lost = await cases.waitingAt(correlationId, stageOfLostAnswer(messageType));
    if (!lost) return [alertFor({ about: 'dead-letter', messageId, reason: what })];
    const event = { kind: 'given-up', id, at: sentAt, request: lost.request, reason: what } as const;
    return messagesFor(await cases.move(correlationId, lost.caseId, event), lost.caseId, priority);
  },
};
