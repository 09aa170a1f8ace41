/**
 * The weekly maintenance report as Markdown: what a fleet's manager wants on Monday, from the facts alone. Pure. Nothing is said
 * that the facts do not say; what was cut, made up by a stand-in or not compared is said too.
 */
import type { Facts } from './facts.ts';
import { many, minute, names, section } from './markdown.ts';
import { about, changes, field, findings, service, wrongs } from './report-sections.ts';
import type { Trends } from './trends.ts';

export interface Report {
  readonly title: string;
  readonly markdown: string;
  /** The numbers of its first paragraph. */
  readonly summary: {
    readonly vehicles: number;
    readonly critical: number;
    readonly warning: number;
    readonly watch: number;
    readonly bookings: number;
    readonly failures: number;
    readonly compared: boolean;
  };
}

/** @param trends missing when nobody looked, or whoever looked failed */
export function writeReport(title: string, facts: Facts, trends: Trends | undefined): Report {
  const { escalations, errors } = facts.failures;
  const summary = {
    vehicles: facts.vehicles.seen,
    ...facts.concerns.byWorst,
    bookings: facts.service.bookings.total,
    failures: escalations + errors.reduce((sum, { count }) => sum + count, 0),
    compared: trends?.compared ?? false,
  };
  const sections = [
    `# ${title}`,
    opening(facts, summary),
    section('What to do', actions(facts, trends)),
    section('Findings', findings(facts)),
    section('Workshop and customers', service(facts)),
    section('Against the period before', changes(trends)),
    section('What the workshops found', field(facts)),
    section('What went wrong', wrongs(facts)),
    section('About this report', about(facts)),
  ];
  return { title, summary, markdown: `${sections.filter(Boolean).join('\n\n')}\n` };
}

function opening({ period, vehicles }: Facts, { critical, warning, watch, bookings }: Report['summary']): string {
  const span = `Period: ${minute(period.from)} to ${minute(period.to)} UTC.`;
  if (vehicles.seen === 0)
    return `${span} **No vehicle was seen in it.** Either none sent data, or the data did not arrive.`;
  const { healthy = 0 } = vehicles.byCondition;
  return (
    `${span} ${many(vehicles.seen, 'vehicle')} seen in ${many(vehicles.analyses, 'analysis', 'analyses')}. ` +
    `**${critical} critical, ${warning} with a warning, ${watch} to be watched** at worst; ${healthy} healthy when last seen. ` +
    `${many(bookings, 'appointment')} booked.`
  );
}

function actions({ concerns, service, failures, vehicles }: Facts, trends: Trends | undefined): string[] {
  const booked = new Set(service.bookings.items.map(({ vehicleId }) => vehicleId));
  const urgent = concerns.items.filter(({ worst }) => worst === 'critical' || worst === 'warning');
  const open = urgent.filter(({ vehicleId }) => !booked.has(vehicleId));
  const again = urgent
    .filter(({ condition, vehicleId, lastAt }) => {
      const isOver = service.bookings.items.some((one) => one.vehicleId === vehicleId && one.endsAt < lastAt);
      return condition === 'critical' && isOver;
    })
    .map(({ vehicleId }) => vehicleId);
  const stopped = urgent.filter(({ condition }) => condition === 'critical');
  const items = [
    stopped.length > 0 && `Keep out of service until inspected: ${names(stopped.map(({ vehicleId }) => vehicleId))}.`,
    open.length > 0 &&
      `Book a workshop for ${names(open.map(({ vehicleId }) => vehicleId))}: a finding, and no appointment.`,
    again.length > 0 &&
      `Ask the workshops about ${names(again)}: an appointment is over, and it was critical when seen after that.`,
    service.noSlots.total > 0 &&
      `Find workshop capacity: ${many(service.noSlots.total, 'request')} found no free slot.`,
    service.noAnswer > 0 && `Call the customers who did not answer (${service.noAnswer}).`,
    failures.openDeadLetters > 0 &&
      `Have the platform's operator look at ${many(failures.openDeadLetters, 'dead letter')}: messages that were not handled.`,
    trends !== undefined &&
      trends.vehicles.counts.worsened > 0 &&
      `Look first at what got worse: ${names(trends.vehicles.worsened)}.`,
    vehicles.seen === 0 && 'Check that the vehicles send, and that their data arrives.',
  ].filter((item) => item !== false);
  if (items.length === 0) return ['Nothing beyond regular service.'];
  return items.map((item, i) => `${i + 1}. ${item}`);
}
