/**
 * From the messages of a period to its facts: counted as they come, so that a week of a large fleet need not be held at once.
 * Takes messages in any order, each once. Pure.
 *
 * 1. A vehicle's condition is that of its last analysis in the period; its worst one stands beside it.
 * 2. An insight says how a component stands, so the latest of each component and model year counts.
 * 3. Errors and escalations count when an agent of the fleet is concerned: the platform's channels carry those of all systems.
 */
import { CONDITIONS, type Condition } from '../fleet/analysis.ts';
import { toDigits } from '../fleet/numbers.ts';
import { type AnalysedVehicle, concernOf, isWorse } from '../fleet/vehicle.ts';
import { type ConcernFact, type Facts, MOST_CONCERNS, MOST_LISTED } from './facts.ts';
import type { Period } from './plan.ts';

/** What the collector takes of the fleet's messages, by their types. */
export interface FleetPayloads {
  'fleet.analysis.completed': AnalysedVehicle;
  'fleet.engagement.completed': {
    readonly answer: 'accepted' | 'declined' | 'no-answer';
    readonly answeredBy: 'customer' | 'simulated-customer';
  };
  'fleet.scheduling.completed':
    | {
        readonly outcome: 'booked';
        readonly vehicleId: string;
        readonly appointment: {
          readonly centre: string;
          readonly bay: number;
          readonly startsAt: string;
          readonly endsAt: string;
        };
      }
    | { readonly outcome: 'no-slot'; readonly vehicleId: string; readonly reason: string };
  'fleet.operator.alerted': {
    readonly about: string;
    readonly reason: string;
    readonly vehicleId?: string | undefined;
  };
  'fleet.feedback.received': { readonly component: string; readonly failureConfirmed: boolean };
  'fleet.manufacturing.insight': {
    readonly component: string;
    readonly modelYear: number;
    readonly severity: string;
    readonly trend: string;
    readonly reports: number;
    readonly confirmedFailures: number;
    readonly recommendedStep: string;
  };
  'platform.error': { readonly agent: string; readonly code: string };
  'platform.escalated': { readonly sender: string };
}
export type FleetType = keyof FleetPayloads;
export type FleetEvent = { [Type in FleetType]: { type: Type; at: string; payload: FleetPayloads[Type] } }[FleetType];

export interface FactsCollector {
  add(event: FleetEvent): void;
  facts(rest: { readonly isWhole: boolean; readonly unread: number; readonly openDeadLetters: number }): Facts;
}

interface VehicleSeen {
  analyses: number;
  firstAt: string;
  last: { at: string; condition: Condition };
  worst: AnalysedVehicle;
  /** Readings that no analysis used. */
  refused: number;
}

interface Books {
  readonly vehicles: Map<string, VehicleSeen>;
  readonly answers: Record<'accepted' | 'declined' | 'no-answer', number>;
  simulated: number;
  readonly bookings: Facts['service']['bookings']['items'];
  readonly noSlots: Facts['service']['noSlots']['items'];
  readonly components: Map<string, { component: string; reports: number; confirmed: number }>;
  readonly insights: Map<string, { at: string; insight: FleetPayloads['fleet.manufacturing.insight'] }>;
  readonly alerts: Facts['failures']['alerts']['items'];
  readonly errors: Map<string, { agent: string; code: string; count: number }>;
  escalations: number;
}

const isOfFleet = (agent: string): boolean => agent.startsWith('fleet.');

export function collectFacts(period: Period): FactsCollector {
  let messages = 0;
  const books: Books = {
    vehicles: new Map(),
    answers: { accepted: 0, declined: 0, 'no-answer': 0 },
    simulated: 0,
    bookings: [],
    noSlots: [],
    components: new Map(),
    insights: new Map(),
    alerts: [],
    errors: new Map(),
    escalations: 0,
  };
  return {
    add(event) {
      messages += 1;
      enter(books, event);
    },
    facts: ({ isWhole, unread, openDeadLetters }) => ({
      period: { ...period },
      read: { messages, unread, isWhole },
      ...vehicleFacts(books),
      ...serviceFacts(books),
      failures: {
        alerts: listed(sorted(books.alerts, ({ at }) => at)),
        errors: [...books.errors.values()].sort((one, other) => other.count - one.count).slice(0, MOST_LISTED),
        escalations: books.escalations,
        openDeadLetters,
      },
    }),
  };
}

function enter(books: Books, event: FleetEvent): void {
  switch (event.type) {
    case 'fleet.analysis.completed':
      enterAnalysis(books.vehicles, event.payload, event.at);
      return;
    case 'fleet.engagement.completed':
      books.answers[event.payload.answer] += 1;
      if (event.payload.answeredBy === 'simulated-customer') books.simulated += 1;
      return;
    case 'fleet.scheduling.completed':
      enterScheduling(books, event.payload);
      return;
    case 'fleet.operator.alerted': {
      const { about, reason, vehicleId } = event.payload;
      books.alerts.push({ about, reason, ...(vehicleId !== undefined && { vehicleId }), at: event.at });
      return;
    }
    case 'fleet.feedback.received': {
      const { component, failureConfirmed } = event.payload;
      const known = books.components.get(component) ?? { component, reports: 0, confirmed: 0 };
      const confirmed = known.confirmed + (failureConfirmed ? 1 : 0);
      books.components.set(component, { component, reports: known.reports + 1, confirmed });
      return;
    }
    case 'fleet.manufacturing.insight': {
      const key = `${event.payload.component} ${event.payload.modelYear}`;
      const known = books.insights.get(key);
      if (!known || known.at <= event.at) books.insights.set(key, { at: event.at, insight: event.payload });
      return;
    }
    case 'platform.error': {
      const { agent, code } = event.payload;
      if (!isOfFleet(agent)) return;
      const key = `${agent} ${code}`;
      books.errors.set(key, { agent, code, count: (books.errors.get(key)?.count ?? 0) + 1 });
      return;
    }
    case 'platform.escalated':
      if (isOfFleet(event.payload.sender)) books.escalations += 1;
      return;
  }
}

function enterAnalysis(vehicles: Map<string, VehicleSeen>, analysed: AnalysedVehicle, at: string): void {
  const { vehicle, analysis } = analysed;
  const refused = analysis.readings.refused.length;
  const known = vehicles.get(vehicle.id);
  if (!known) {
    const last = { at, condition: analysis.condition };
    vehicles.set(vehicle.id, { analyses: 1, firstAt: at, last, worst: analysed, refused });
    return;
  }
  known.analyses += 1;
  known.refused += refused;
  if (at < known.firstAt) known.firstAt = at;
  if (at >= known.last.at) known.last = { at, condition: analysis.condition };
  const before = known.worst.analysis;
  if (isWorse(analysis.condition, before.condition) || (analysis.condition === before.condition && at >= known.last.at))
    known.worst = analysed;
}

function enterScheduling(books: Books, payload: FleetPayloads['fleet.scheduling.completed']): void {
  const { vehicleId } = payload;
  if (payload.outcome === 'no-slot') {
    books.noSlots.push({ vehicleId, reason: payload.reason });
    return;
  }
  const { centre, bay, startsAt, endsAt } = payload.appointment;
  books.bookings.push({ vehicleId, centre, bay, startsAt, endsAt });
}

function vehicleFacts({ vehicles }: Books): Pick<Facts, 'vehicles' | 'concerns'> {
  const all = [...vehicles.values()];
  const total = (of: (one: VehicleSeen) => number) => all.reduce((sum, one) => sum + of(one), 0);
  const concerns = all.flatMap((one) => concernFact(one) ?? []).sort(byUrgency);
  const worst = (condition: Condition) => concerns.filter((one) => one.worst === condition).length;
  return {
    vehicles: {
      seen: all.length,
      analyses: total(({ analyses }) => analyses),
      byCondition: Object.fromEntries(
        CONDITIONS.map((condition) => [condition, total(({ last }) => (last.condition === condition ? 1 : 0))]),
      ) as Record<Condition, number>,
      refusedReadings: total(({ refused }) => refused),
    },
    concerns: {
      items: concerns.slice(0, MOST_CONCERNS),
      total: concerns.length,
      byWorst: { watch: worst('watch'), warning: worst('warning'), critical: worst('critical') },
    },
  };
}

/** The worst first; of the same condition, the one with the least life left, then by id. */
export function byUrgency(one: ConcernFact, other: ConcernFact): number {
  if (one.worst !== other.worst) return isWorse(one.worst, other.worst) ? -1 : 1;
  if (one.condition !== other.condition) return isWorse(one.condition, other.condition) ? -1 : 1;
  const life = (fact: ConcernFact) => fact.remainingLife?.value ?? Number.POSITIVE_INFINITY;
  if (life(one) !== life(other)) return life(one) - life(other);
  return one.vehicleId < other.vehicleId ? -1 : 1;
}

function concernFact({ analyses, firstAt, last, worst: { vehicle, analysis } }: VehicleSeen): ConcernFact | undefined {
  const concern = concernOf(analysis);
  if (!concern) return undefined;
  const { prediction } = analysis;
  return {
    vehicleId: vehicle.id,
    model: vehicle.model,
    modelYear: vehicle.modelYear,
    customerId: vehicle.customerId,
    condition: last.condition,
    worst: concern.condition,
    analyses,
    firstAt,
    lastAt: last.at,
    component: concern.component,
    mode: concern.mode,
    action: concern.action.text,
    findings: analysis.findings
      .slice(0, 3)
      .map((one) => ({ ...one, value: toDigits(one.value, 4), limit: toDigits(one.limit, 4) })),
    ...(prediction && { remainingLife: { ...prediction.remainingUsefulLife, confidence: prediction.confidence } }),
  };
}

function serviceFacts(books: Books): Pick<Facts, 'service' | 'feedback' | 'insights'> {
  const components = [...books.components.values()].sort((one, other) => other.confirmed - one.confirmed);
  const total = (of: 'reports' | 'confirmed') => components.reduce((sum, one) => sum + one[of], 0);
  const insights = [...books.insights.values()].map(({ insight }) => {
    const { component, modelYear, severity, trend, reports, confirmedFailures, recommendedStep } = insight;
    return { component, modelYear, severity, trend, reports, confirmedFailures, recommendedStep };
  });
  return {
    service: {
      accepted: books.answers.accepted,
      declined: books.answers.declined,
      noAnswer: books.answers['no-answer'],
      simulated: books.simulated,
      bookings: listed(sorted(books.bookings, ({ startsAt }) => startsAt)),
      noSlots: listed(sorted(books.noSlots, ({ vehicleId }) => vehicleId)),
    },
    feedback: {
      reports: total('reports'),
      confirmed: total('confirmed'),
      byComponent: components.slice(0, MOST_LISTED),
    },
    insights: listed(insights.sort((one, other) => other.confirmedFailures - one.confirmedFailures)),
  };
}

const listed = <Item>(items: Item[]): { items: Item[]; total: number } => ({
  items: items.slice(0, MOST_LISTED),
  total: items.length,
});

const sorted = <Item>(items: readonly Item[], by: (item: Item) => string): Item[] =>
  items.toSorted((one, other) => (by(one) < by(other) ? -1 : by(one) > by(other) ? 1 : 0));
