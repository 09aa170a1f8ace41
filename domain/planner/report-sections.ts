/** The sections of the weekly maintenance report below its first paragraph: findings, service, changes, what went wrong. Pure. */
import type { ConcernFact, Facts } from './facts.ts';
import { cell, day, many, minute, names, table } from './markdown.ts';
import type { Trends } from './trends.ts';

/** Of each condition: the rest is counted. */
const MOST_ROWS = 25;

const CONDITION_TITLES = [
  ['critical', 'Critical'],
  ['warning', 'Warning'],
  ['watch', 'To be watched'],
] as const;

export function findings({ concerns, vehicles }: Facts): string[] {
  if (vehicles.seen === 0) return [];
  if (concerns.total === 0) return ['No vehicle gave cause for concern.'];
  const left = concerns.total - concerns.items.length;
  return [
    ...CONDITION_TITLES.flatMap(([worst, title]) => {
      const of = concerns.items.filter((one) => one.worst === worst);
      if (of.length === 0) return [];
      return [
        `### ${title} (${of.length})`,
        '',
        ...table(
          ['vehicle', 'model', 'part', 'what was seen', 'life left', 'now', 'last seen'],
          of.slice(0, MOST_ROWS).map(concernRow),
        ),
        ...(of.length > MOST_ROWS ? ['', `… and ${of.length - MOST_ROWS} more.`] : []),
        '',
      ];
    }),
    ...(left > 0
      ? [`${many(left, 'vehicle')} of less concern ${left === 1 ? 'is' : 'are'} counted and not listed.`]
      : []),
  ];
}

function concernRow(one: ConcernFact): string[] {
  const seen = one.findings.map(({ sensor, value, side, limit }) => `${cell(sensor)} ${value} (${side} ${limit})`);
  const life = one.remainingLife;
  return [
    cell(one.vehicleId),
    `${cell(one.model)} ${one.modelYear}`,
    `${cell(one.component)} (${cell(one.mode)})`,
    seen.join('; ') || 'a trend, no limit passed',
    life ? `${Math.round(life.value)} ${cell(life.unit)} (${Math.round(life.low)}–${Math.round(life.high)})` : '–',
    one.condition,
    minute(one.lastAt),
  ];
}

export function service({ service: { accepted, declined, noAnswer, simulated, bookings, noSlots } }: Facts): string[] {
  const asked = accepted + declined + noAnswer;
  if (asked + bookings.total + noSlots.total === 0) return ['Nobody was asked, and nothing was booked.'];
  return [
    `Customers asked: ${asked} (${accepted} accepted, ${declined} declined, ${noAnswer} without an answer)${
      simulated > 0 ? `; **${simulated} of these answers were made up by the simulated customer**` : ''
    }.`,
    '',
    ...(bookings.total > 0 ? bookedTable(bookings.items) : ['No appointment was booked.']),
    ...(bookings.total > bookings.items.length
      ? ['', `… and ${many(bookings.total - bookings.items.length, 'appointment')} more.`]
      : []),
    ...(noSlots.total > 0
      ? ['', `No free slot: ${names([...new Set(noSlots.items.map(({ vehicleId }) => vehicleId))])}.`]
      : []),
  ];
}

const timesBooked = (bookings: Facts['service']['bookings']['items']): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(bookings, ({ vehicleId }) => vehicleId)].map(([vehicleId, of]) => [vehicleId, of.length]));

/** A row for each vehicle, by its last appointment: which of several still counts is the workshop's to say. */
function bookedTable(bookings: Facts['service']['bookings']['items']): string[] {
  const last = new Map(bookings.map((one) => [one.vehicleId, one])); // in the order of their time
  const times = timesBooked(bookings);
  return table(
    ['vehicle', 'last appointment (UTC)', 'workshop', 'bay', 'booked'],
    [...last.values()].map(({ vehicleId, startsAt, centre, bay }) => [
      ...[cell(vehicleId), minute(startsAt), cell(centre), `${bay}`, many(times.get(vehicleId) ?? 0, 'time')],
    ]),
  );
}

export function changes(trends: Trends | undefined): string[] {
  if (!trends) return ['Not compared: no trends were made for this report.'];
  const first = trends.first.length
    ? [
        '',
        'First to look at:',
        '',
        ...trends.first.map(({ vehicleId, why }) => `- **${cell(vehicleId)}**: ${cell(why)}`),
      ]
    : [];
  if (!trends.compared) return ['Not compared: nothing was seen in the period before.', ...first];
  const { now, before } = trends.conditions;
  const { counts, appeared, worsened } = trends.vehicles;
  const rows = ['healthy', 'watch', 'warning', 'critical'] as const;
  return [
    ...table(
      ['last seen as', 'before', 'now', 'change'],
      [
        ...rows.map((name) => change(name, before?.[name] ?? 0, now[name] ?? 0)),
        change('appointments booked', trends.service.bookingsBefore ?? 0, trends.service.bookings),
        change('no free slot', trends.service.noSlotsBefore ?? 0, trends.service.noSlots),
      ],
    ),
    '',
    `Of concern: ${counts.appeared} new, ${counts.worsened} worse, ${counts.persisting} as before, ${counts.noLonger} no longer (sound, or not seen).`,
    ...(appeared.length ? [`New: ${names(appeared)}.`] : []),
    ...(worsened.length ? [`Worse: ${names(worsened)}.`] : []),
    '',
    ...table(
      ['part', 'vehicles before', 'vehicles now'],
      trends.components.map(({ component, vehicles, before: then }) => [
        cell(component),
        `${then ?? 0}`,
        `${vehicles}`,
      ]),
    ),
    ...first,
  ];
}

const change = (name: string, before: number, now: number): string[] => [
  name,
  `${before}`,
  `${now}`,
  now === before ? '0' : now > before ? `+${now - before}` : `−${before - now}`,
];

export function field({ feedback, insights }: Facts): string[] {
  if (feedback.reports === 0) return ['No reports of workshops or customers came in.'];
  return [
    `${many(feedback.reports, 'report')}, ${feedback.confirmed} of them confirming a failure.`,
    '',
    ...table(
      ['part', 'reports', 'confirmed failures'],
      feedback.byComponent.map(({ component, reports, confirmed }) => [cell(component), `${reports}`, `${confirmed}`]),
    ),
    ...(insights.items.length
      ? [
          '',
          ...table(
            ['part', 'model year', 'failures / reports', 'trend', 'severity', 'recommended'],
            insights.items.map((one) => [
              ...[cell(one.component), `${one.modelYear}`, `${one.confirmedFailures} / ${one.reports}`],
              ...[cell(one.trend), cell(one.severity), cell(one.recommendedStep)],
            ]),
          ),
        ]
      : []),
  ];
}

export function wrongs({ failures: { alerts, errors, escalations, openDeadLetters } }: Facts): string[] {
  const failed = errors.reduce((sum, { count }) => sum + count, 0);
  if (failed + escalations + openDeadLetters + alerts.total === 0) return ['Nothing.'];
  return [
    `${many(failed, 'message')} given up, ${many(escalations, 'request')} unanswered after all tries, ${many(openDeadLetters, 'dead letter')} open.`,
    ...errors.map(({ agent, code, count }) => `- ${cell(agent)}: ${cell(code)} (${count})`),
    ...(alerts.total > 0 ? ['', `Alerts to operators (${alerts.total}):`, ''] : []),
    ...alerts.items
      .slice(0, MOST_ROWS)
      .map(({ at, reason, vehicleId }) => `- ${minute(at)}${vehicleId ? `, ${cell(vehicleId)}` : ''}: ${cell(reason)}`),
    ...(alerts.total > MOST_ROWS ? [`- … and ${alerts.total - MOST_ROWS} more`] : []),
  ];
}

export function about({ read, vehicles, period }: Facts): string[] {
  return [
    `Made from ${many(read.messages, 'message')} of the platform's history, ${day(period.from)} to ${day(period.to)}, by rules; no model wrote any of it.`,
    ...(read.isWhole ? [] : ['**There was more in the period than is read for one report: the numbers are too low.**']),
    ...(read.unread > 0
      ? [`${many(read.unread, 'message')} could not be read, and ${read.unread === 1 ? 'is' : 'are'} not counted.`]
      : []),
    ...(vehicles.refusedReadings > 0 ? [`${many(vehicles.refusedReadings, 'reading')} could not be used.`] : []),
  ];
}
