/**
 * A case of a vehicle from its analysis to its end: which stage it is in, what each answer moves, and what follows. Pure.
 *
 *   analysing ──healthy, only to be watched, or in another case's hands──> done
 *      ├──of concern──> engaging ──declined, or no answer──> done
 *      │                   ├──accepted, or critical──> scheduling ──booked, or no slot──> done
 *      │                   └──given up──> critical: scheduling, else escalated    └──given up──> escalated
 *      └──given up──> escalated
 *   escalated ──the missing answer comes after all──> on, as if it had come in time
 *
 * 1. Before the first answer nothing is kept: a case without a record is `analysing`, and its vehicle data is in the history.
 *    Healthy vehicles are the bulk, so a healthy case costs one write, at its end.
 * 2. An answer moves a case only from the stage that waits for it, so duplicates and late-comers change nothing.
 * 3. What follows from a step is computed from the record, so that a second delivery of its cause gives the same messages.
 */
import { derivedMessageId } from '../ids.ts';
import { type AnalysedVehicle, concernOf, type Trouble } from './vehicle.ts';

export const ORCHESTRATOR = 'fleet.orchestrator';

/** The stages that wait for an answer. */
export type Waiting = 'analysing' | 'engaging' | 'scheduling';
export type CustomerAnswer = 'accepted' | 'declined' | 'no-answer';
export type Outcome = 'healthy' | 'watched' | 'in-hand' | Exclude<CustomerAnswer, 'accepted'> | 'booked' | 'no-slot';

type Place =
  | { readonly stage: 'engaging'; readonly request: string }
  /** `without` is why the customer's answer was not waited for. */
  | { readonly stage: 'scheduling'; readonly request: string; readonly without?: string }
  | { readonly stage: 'done'; readonly outcome: Outcome; readonly inHandOf?: string }
  | { readonly stage: 'escalated'; readonly from: Waiting; readonly reason: string };
/** A stage with the time it was entered and the message that moved the case there. */
export type Step = Place & { readonly at: string; readonly by: string };

export interface Conversation {
  readonly caseId: string;
  /** Unknown while the analysis is missing. */
  readonly vehicleId?: string;
  /** Known from the analysis on, when there is something to do. */
  readonly trouble?: Trouble;
  /** The last one is where the case stands. */
  readonly steps: readonly Step[];
  /** What the customer was told, by message. */
  readonly notices: readonly { readonly id: string; readonly at: string; readonly purpose: string }[];
}

export type CaseEvent = { readonly id: string; readonly at: string } & (
  | ({ readonly kind: 'analysed'; readonly caseId: string; readonly inHandOf?: string } & AnalysedVehicle)
  | { readonly kind: 'answered'; readonly answer: CustomerAnswer }
  | { readonly kind: 'scheduled'; readonly outcome: 'booked' | 'no-slot' }
  /** Nobody answers a request any more. */
  | { readonly kind: 'given-up'; readonly request: string; readonly reason: string }
  | { readonly kind: 'notified'; readonly purpose: string }
);

/** What the orchestrator does because of a step. The request, if there is one, is the first. */
export type Consequence =
  | { readonly kind: 'engage' | 'schedule'; readonly trouble: Trouble }
  | { readonly kind: 'alert'; readonly from: Waiting; readonly reason: string };

/** The id of the request that follows from a message: the first message that its handler publishes. */
export const requestIdOf = (causeId: string): string => derivedMessageId(causeId, ORCHESTRATOR, 0);

/** What a case waits for; undefined when it has ended. */
function waitsFor(conversation: Conversation | undefined): Waiting | undefined {
  const step = conversation?.steps.at(-1);
  if (!step) return 'analysing';
  if (step.stage === 'done') return undefined;
  return step.stage === 'escalated' ? step.from : step.stage;
}

/** Whether a case has come to an end, good or bad. */
export const hasEnded = ({ steps }: Conversation): boolean => ['done', 'escalated'].includes(steps.at(-1)?.stage ?? '');

/** Whether a concern is told to the customer. A prediction that can be trusted is; a lone oddity is only watched. */
export function asksForAction({ condition, prediction }: AnalysedVehicle['analysis']): boolean {
  if (condition === 'watch') return (prediction?.confidence ?? 0) >= TELL_FROM_CONFIDENCE && isShort(prediction);
  return condition !== 'healthy';
}
const TELL_FROM_CONFIDENCE = 0.8;
const isShort = (prediction: AnalysedVehicle['analysis']['prediction']): boolean =>
  prediction !== undefined && prediction.remainingUsefulLife.high <= TELL_UP_TO[prediction.remainingUsefulLife.unit];
/** A few weeks' driving or flights, told while it can be planned for. */
const TELL_UP_TO = { km: 5_000, cycles: 90, readings: 200 } as const;

/** The case after an event; undefined when the event changes nothing. */
export function next(before: Conversation | undefined, event: CaseEvent): Conversation | undefined {
  if (event.kind === 'notified') return noticed(before, event);
  const place = placeAfter(before, event);
  if (!place) return undefined;
  const step: Step = { ...place, at: event.at, by: event.id };
  if (event.kind !== 'analysed')
    return { ...(before ?? begun(event.kind === 'given-up' ? event.request : '')), steps: [...stepsOf(before), step] };
  const { caseId, vehicle, analysis } = event;
  const concern = place.stage === 'engaging' ? concernOf(analysis) : undefined;
  return {
    ...(before ?? begun(caseId)),
    vehicleId: vehicle.id,
    ...(concern && { trouble: { caseId, vehicle, concern } }),
    steps: [...stepsOf(before), step],
  };
}

const begun = (caseId: string): Conversation => ({ caseId, steps: [], notices: [] });
const stepsOf = (before: Conversation | undefined): readonly Step[] => before?.steps ?? [];

function placeAfter(
  before: Conversation | undefined,
  event: Exclude<CaseEvent, { kind: 'notified' }>,
): Place | undefined {
  const waiting = waitsFor(before);
  if (event.kind === 'given-up') return before && hasEnded(before) ? undefined : afterGivingUp(before, event);
  if (event.kind === 'analysed') return waiting === 'analysing' ? afterAnalysis(event) : undefined;
  if (event.kind === 'scheduled')
    return waiting === 'scheduling' ? { stage: 'done', outcome: event.outcome } : undefined;
  if (waiting !== 'engaging') return undefined;
  if (event.answer === 'accepted') return { stage: 'scheduling', request: requestIdOf(event.id) };
  if (isCritical(before))
    return { stage: 'scheduling', request: requestIdOf(event.id), without: `the customer: ${event.answer}` };
  return { stage: 'done', outcome: event.answer };
}

function afterAnalysis(event: Extract<CaseEvent, { kind: 'analysed' }>): Place {
  const { analysis, inHandOf } = event;
  if (analysis.condition === 'healthy') return { stage: 'done', outcome: 'healthy' };
  if (!asksForAction(analysis)) return { stage: 'done', outcome: 'watched' };
  if (inHandOf !== undefined) return { stage: 'done', outcome: 'in-hand', inHandOf };
  return { stage: 'engaging', request: requestIdOf(event.id) };
}

function afterGivingUp(
  before: Conversation | undefined,
  { id, request, reason }: Extract<CaseEvent, { kind: 'given-up' }>,
): Place | undefined {
  const step = before?.steps.at(-1);
  if (!step) return { stage: 'escalated', from: 'analysing', reason };
  if (step.stage !== 'engaging' && step.stage !== 'scheduling') return undefined;
  if (step.request !== request) return undefined;
  if (step.stage === 'engaging' && isCritical(before))
    return { stage: 'scheduling', request: requestIdOf(id), without: reason };
  return { stage: 'escalated', from: step.stage, reason };
}

const isCritical = (conversation: Conversation | undefined): boolean =>
  conversation?.trouble?.concern.condition === 'critical';

function noticed(
  before: Conversation | undefined,
  { id, at, purpose }: Extract<CaseEvent, { kind: 'notified' }>,
): Conversation | undefined {
  if (!before || before.notices.some((notice) => notice.id === id)) return undefined;
  return { ...before, notices: [...before.notices, { id, at, purpose }] };
}

/** What follows from the step that a message made, however often it is asked. Nothing when it made none. */
export function consequencesOf({ steps, trouble }: Conversation, messageId: string): Consequence[] {
  const step = steps.find(({ by }) => by === messageId);
  if (!step) return [];
  if (step.stage === 'escalated') return [{ kind: 'alert', from: step.from, reason: step.reason }];
  if (!trouble || step.stage === 'done') return [];
  if (step.stage === 'engaging') return [{ kind: 'engage', trouble }];
  const alert: Consequence[] =
    step.without === undefined ? [] : [{ kind: 'alert', from: 'engaging', reason: step.without }];
  return [{ kind: 'schedule', trouble }, ...alert];
}
