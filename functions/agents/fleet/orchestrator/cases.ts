/**
 * The orchestrator's books: a row for each case under its conversation, and a row for each component of a vehicle that is in a
 * case's hands. What moves a case is decided in domain/fleet/conversation.ts.
 *
 * 1. The row is written before anything is published, so what follows can always be told again from the row.
 * 2. A healthy case is one conditional write and no read.
 * 3. The vehicle's row is written before the case's: a crash between the two leaves a vehicle that is in the hands of the very
 *    case that the next delivery opens.
 */
import {
  asksForAction,
  type CaseEvent,
  type Consequence,
  type Conversation,
  consequencesOf,
  hasEnded,
  next,
  type Waiting,
} from '../../../../domain/fleet/conversation.ts';
import { type AnalysedVehicle, concernOf } from '../../../../domain/fleet/vehicle.ts';
import { caseFor, holdUntilMs, OPEN_HOLD_MS, type VehicleCase } from '../../../../domain/fleet/vehicle-cases.ts';
import { change } from '../../../kit/change.ts';
import type { State } from '../../../kit/state.ts';

/** As long as anyone asks about a case; messages are in the history besides. */
const KEPT_MS = 30 * 86_400_000;

export interface Cases {
  /** Moves a case, and gives what follows: the same again for the same event. */
  move(correlationId: string, caseId: string, event: CaseEvent, appointmentEndMs?: number): Promise<Moved>;
  /** The case of a conversation that waits, or waited, for the answer to a request. */
  waitingFor(correlationId: string, request: string): Promise<string | undefined>;
  /** The case of a conversation that stands at a stage, with the request that it waits for. */
  waitingAt(
    correlationId: string,
    stage: Waiting | undefined,
  ): Promise<{ readonly caseId: string; readonly request: string } | undefined>;
  /** Which other case has the vehicle's trouble in hand; undefined when this one may act. */
  inHandOf(analysed: AnalysedVehicle, correlationId: string, caseId: string): Promise<string | undefined>;
}

export interface Moved {
  readonly consequences: readonly Consequence[];
  readonly vehicleId?: string;
}

const conversationPartition = (correlationId: string): string => `conversation#${correlationId}`;
const vehiclePartition = (vehicleId: string): string => `vehicle#${vehicleId}`;

export function createCases(state: State, now: Date): Cases {
  const later = (ms: number) => new Date(now.getTime() + ms);

  /** An ended case lets its vehicle go, at once or after a while; another case's hold stays. */
  async function release({ caseId, steps, trouble }: Conversation, appointmentEndMs?: number): Promise<void> {
    const step = steps.at(-1);
    const untilMs = step && holdUntilMs(step, appointmentEndMs);
    if (!trouble || untilMs === undefined) return;
    const holdUntil = new Date(untilMs).toISOString();
    await change<VehicleCase, void>(state, vehiclePartition(trouble.vehicle.id), trouble.concern.component, (known) => {
      const isOurs = known?.caseId === caseId && known.holdUntil !== holdUntil;
      return { value: isOurs ? { ...known, holdUntil } : undefined, result: undefined };
    });
  }

  return {
    async move(correlationId, caseId, event, appointmentEndMs) {
      const partition = conversationPartition(correlationId);
      const options = { keepUntil: later(KEPT_MS), isLikelyNew: event.kind === 'analysed' };
      const after = await change<Conversation, Conversation | undefined>(
        state,
        partition,
        caseId,
        (before) => {
          const value = next(before, event);
          return { value, result: value ?? before };
        },
        options,
      );
      if (!after) return { consequences: [] };
      if (hasEnded(after)) await release(after, appointmentEndMs);
      const { vehicleId } = after;
      return { consequences: consequencesOf(after, event.id), ...(vehicleId !== undefined && { vehicleId }) };
    },

    async waitingFor(correlationId, request) {
      const cases = await state.list<Conversation>(conversationPartition(correlationId));
      return cases.find(({ value }) => value.steps.some((step) => 'request' in step && step.request === request))?.key;
    },

    async waitingAt(correlationId, stage) {
      if (stage === undefined || stage === 'analysing') return undefined; // such a case has no row
      for (const { key, value } of await state.list<Conversation>(conversationPartition(correlationId))) {
        const step = value.steps.findLast((one) => one.stage === stage);
        if (step && 'request' in step) return { caseId: key, request: step.request };
      }
      return undefined;
    },

    async inHandOf({ vehicle, analysis }, correlationId, caseId) {
      const concern = concernOf(analysis);
      if (!concern || !asksForAction(analysis)) return undefined;
      const known = await state.get<Conversation>(conversationPartition(correlationId), caseId);
      if (known?.value.vehicleId !== undefined) return undefined; // a second delivery: the case is under way
      const { condition, component } = concern;
      return change<VehicleCase, string | undefined>(state, vehiclePartition(vehicle.id), component, (before) => {
        const whose = caseFor(before, { caseId, condition }, now.getTime());
        if (whose === 'in-hand') return { value: undefined, result: before?.caseId };
        const mine: VehicleCase = { caseId, condition, holdUntil: later(OPEN_HOLD_MS).toISOString() };
        return { value: whose === 'new' ? mine : undefined, result: undefined };
      });
    },
  };
}
