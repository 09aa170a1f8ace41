/**
 * What the history of a period says of the fleet: the words between historian, analyst and writer. Bounded, whatever the fleet's
 * size, so that it fits into the state of an execution; what is left out is counted.
 */
import * as z from 'zod';
import { CONDITIONS } from '../fleet/analysis.ts';

/** Vehicles of concern that are told one by one, the worst first. */
export const MOST_CONCERNS = 80;
/** Of each kind of event. */
export const MOST_LISTED = 40;

const count = z.int().min(0);
const condition = z.enum(CONDITIONS);
export const byConditionSchema = z.record(condition, count);

const finding = z.strictObject({
  sensor: z.string(),
  value: z.number(),
  side: z.enum(['above', 'below']),
  limit: z.number(),
  severity: z.enum(['warning', 'critical']),
});

const concernSchema = z.strictObject({
  vehicleId: z.string(),
  model: z.string(),
  modelYear: z.int(),
  customerId: z.string(),
  /** As last seen, and the worst within the period. */
  condition,
  worst: condition,
  analyses: count,
  firstAt: z.string(),
  lastAt: z.string(),
  component: z.string(),
  mode: z.string(),
  /** Of the worst analysis. */
  action: z.string(),
  findings: z.array(finding).max(3),
  remainingLife: z
    .strictObject({ unit: z.string(), value: z.number(), low: z.number(), high: z.number(), confidence: z.number() })
    .exactOptional(),
});
export type ConcernFact = z.output<typeof concernSchema>;

const listed = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item).max(MOST_LISTED), total: count });

export const factsSchema = z.strictObject({
  period: z.strictObject({ from: z.string(), to: z.string() }),
  /** `isWhole` is false when there was more than the historian reads; `unread` are messages whose payload it could not. */
  read: z.strictObject({ messages: count, unread: count, isWhole: z.boolean() }),
  vehicles: z.strictObject({ seen: count, analyses: count, byCondition: byConditionSchema, refusedReadings: count }),
  concerns: z.strictObject({
    items: z.array(concernSchema).max(MOST_CONCERNS),
    total: count,
    /** Of all, listed or not, by the worst that they were. */
    byWorst: z.strictObject({ watch: count, warning: count, critical: count }),
  }),
  service: z.strictObject({
    accepted: count,
    declined: count,
    noAnswer: count,
    /** Answers that a stand-in made up. */
    simulated: count,
    bookings: listed(
      z.strictObject({
        vehicleId: z.string(),
        centre: z.string(),
        bay: z.int(),
        startsAt: z.string(),
        endsAt: z.string(),
      }),
    ),
    noSlots: listed(z.strictObject({ vehicleId: z.string(), reason: z.string() })),
  }),
  feedback: z.strictObject({
    reports: count,
    confirmed: count,
    byComponent: z.array(z.strictObject({ component: z.string(), reports: count, confirmed: count })).max(MOST_LISTED),
  }),
  insights: listed(
    z.strictObject({
      component: z.string(),
      modelYear: z.int(),
      severity: z.string(),
      trend: z.string(),
      reports: count,
      confirmedFailures: count,
      recommendedStep: z.string(),
    }),
  ),
  failures: z.strictObject({
    alerts: listed(
      z.strictObject({ about: z.string(), reason: z.string(), vehicleId: z.string().exactOptional(), at: z.string() }),
    ),
    errors: z.array(z.strictObject({ agent: z.string(), code: z.string(), count })).max(MOST_LISTED),
    escalations: count,
    openDeadLetters: count,
  }),
});
export type Facts = z.output<typeof factsSchema>;
