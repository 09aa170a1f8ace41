/**
 * Makes plans by rules: no model, the same plan for the same wish. It knows a few goals by their words, and refuses any other
 * with what it can do; it says of itself `madeBy: 'rules'`. Pure. How it takes feedback:
 *
 * 1. The critic's reasons by their code: what is too long is shortened, what nobody takes is left out if the goal survives it.
 * 2. A person's reason by a few phrases (PHRASES); the latest counts. What it does not understand stands in the plan's notes, so
 *    that nobody thinks it was followed.
 * 3. The first plan does not look at the limits: to hold a plan against them is the critic's part, and the rounds are shown.
 */
import { longestWay } from './graph.ts';
import type { PlanMade, PlanWish } from './maker.ts';
import type { Feedback, Period, Plan, PlanTask } from './plan.ts';
import { MOST_DAYS, skillOf } from './skills.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** No worker is given less. */
const LEAST_TIMEOUT_S = 10;

interface Goal {
  readonly says: string;
  /** All of these stand in its text. */
  readonly words: readonly RegExp[];
  readonly plan: (wish: PlanWish) => PlanMade;
}

const GOALS: readonly Goal[] = [
  {
    says: "prepare the fleet's weekly maintenance report",
    words: [/\bweek(ly)?\b/i, /\bmaintenance\b/i, /\breport\b/i],
    plan: weeklyReport,
  },
];

export const rules = {
  make(wish: PlanWish): PlanMade {
    const goal = GOALS.find(({ words }) => words.every((word) => word.test(wish.goal)));
    if (goal) return goal.plan(wish);
    return refused(`The planner works by rules, and has none for this goal: "${clipped(wish.goal)}".`);
  },
};

const refused = (reason: string): PlanMade => ({
  outcome: 'refused',
  reason,
  canDo: GOALS.map(({ says }) => says),
});

const clipped = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

/** What the feedback of all rounds comes to. */
interface Wanted {
  readonly trends: boolean;
  readonly days?: number;
  /** Capabilities that nobody has. */
  readonly missing: readonly string[];
  readonly isTooLong: boolean;
  readonly notes: readonly string[];
}

const PHRASES = 'without trends; with trends; last N days';

function wanted(feedback: readonly Feedback[]): Wanted {
  let state: Wanted = { trends: true, missing: [], isTooLong: false, notes: [] };
  for (const one of feedback) state = one.from === 'critic' ? afterCritic(state, one) : afterPerson(state, one);
  return state;
}

function afterCritic(state: Wanted, { reasons }: Extract<Feedback, { from: 'critic' }>): Wanted {
  const codes = new Set(reasons.map(({ code }) => code));
  const untaken = reasons.flatMap(({ code, task }) => (code === 'NobodyAddressed' && task ? [task] : []));
  const canDropTrends = codes.has('TooManyTasks') || untaken.includes('trends') || untaken.includes('weekBefore');
  return {
    ...state,
    trends: state.trends && !canDropTrends,
    isTooLong: state.isTooLong || codes.has('TooLong'),
    missing: [...state.missing, ...untaken.filter((task) => task === 'history' || task === 'report')],
    notes: canDropTrends ? [...state.notes, 'Trends are left out, as the critic’s reasons ask.'] : state.notes,
  };
}

function afterPerson(state: Wanted, { by, reason }: Extract<Feedback, { from: 'person' }>): Wanted {
  const days = Number(/\blast (\d{1,3}) days\b/i.exec(reason)?.[1] ?? 0);
  const noTrends = /\b(without|no|skip|leave out)( the)? (trends?|comparison)\b/i.test(reason);
  const trends = !noTrends && /\bwith( the)? (trends?|comparison)\b/i.test(reason);
  const isKnown = noTrends || trends || (days >= 1 && days <= MOST_DAYS);
  if (!isKnown)
    return {
      ...state,
      notes: [
        ...state.notes,
        `Not followed, for the rules do not understand it (${by}): "${clipped(reason)}". They know: ${PHRASES}.`,
      ],
    };
  return {
    ...state,
    trends: noTrends ? false : trends ? true : state.trends,
    ...(days >= 1 && days <= MOST_DAYS && { days }),
    notes: [...state.notes, `Made again after ${by}: "${clipped(reason)}".`],
  };
}

function weeklyReport(wish: PlanWish): PlanMade {
  const { trends, days, missing, isTooLong, notes } = wanted(wish.feedback);
  if (missing.length > 0)
    return refused(`Nobody takes ${[...new Set(missing)].join(' and ')}, without which there is no report.`);
  const period = periodOf(wish, days);
  const lengthMs = Date.parse(period.to) - Date.parse(period.from);
  const before = { from: new Date(Date.parse(period.from) - lengthMs).toISOString(), to: period.from };
  const name = `maintenance-${period.from.slice(0, 10)}-to-${period.to.slice(0, 10)}`;
  const title = `Fleet maintenance, ${period.from.slice(0, 10)} to ${period.to.slice(0, 10)}`;
  const tasks = [
    task('history', 'fleet-history', 'Read the history of the period', { input: { ...period }, priority: 'high' }),
    ...(trends ? trendTasks(before) : []),
    task('report', 'report-writing', 'Write the report', {
      input: { title, name, history: 'history', ...(trends && { trends: 'trends' }) },
      dependsOn: ['history'],
      uses: trends ? ['trends'] : [],
      priority: 'high',
    }),
  ];
  const { withinS } = wish.constraints;
  const fitted = isTooLong && withinS !== undefined ? shortened(tasks, withinS) : tasks;
  if (!fitted)
    return refused(`No report can be made within ${withinS} s: every task is given ${LEAST_TIMEOUT_S} s at least.`);
  const plan: Plan = {
    title,
    goal: wish.goal,
    madeBy: 'rules',
    tasks: fitted,
    result: 'report',
    notes: [
      ...(wish.constraints.period || days !== undefined
        ? []
        : ['No period was given: the seven days before the plan was asked for.']),
      ...notes,
    ].slice(-20),
  };
  return { outcome: 'planned', plan };
}

const trendTasks = (before: Period): PlanTask[] => [
  task('weekBefore', 'fleet-history', 'Read the history of the period before', {
    input: { ...before },
    priority: 'normal',
  }),
  task('trends', 'trend-analysis', 'Find what changed, and what comes first', {
    input: { of: 'history', against: 'weekBefore' },
    dependsOn: ['history'],
    // Without the period before there is nothing to compare with, and still something to say.
    uses: ['weekBefore'],
    priority: 'normal',
  }),
];

function task(
  id: string,
  capability: string,
  title: string,
  more: Pick<PlanTask, 'input' | 'priority'> & Partial<Pick<PlanTask, 'dependsOn' | 'uses'>>,
): PlanTask {
  const to = `capability:${capability}`;
  const skill = skillOf(to);
  if (!skill) throw new Error(`There is no skill ${capability}: name one of skills.ts.`);
  const { timeoutS, fields } = skill;
  return {
    id,
    title,
    to,
    dependsOn: [],
    uses: [],
    timeoutS,
    expects: [...fields],
    ...more,
  };
}

function periodOf({ constraints, at }: PlanWish, days: number | undefined): Period {
  const end = constraints.period?.to ?? at;
  if (constraints.period && days === undefined) return constraints.period;
  const from = new Date(Date.parse(end) - (days ?? WEEK_DAYS) * DAY_MS).toISOString();
  return { from, to: new Date(end).toISOString() };
}

/** Timeouts in proportion, so that the longest way takes no longer than is given; undefined when that is too little. */
function shortened(tasks: readonly PlanTask[], withinS: number): PlanTask[] | undefined {
  const { seconds } = longestWay(tasks);
  const factor = Math.min(1, withinS / seconds);
  const fitted = tasks.map((one) => ({
    ...one,
    timeoutS: Math.max(LEAST_TIMEOUT_S, Math.floor(one.timeoutS * factor)),
  }));
  return longestWay(fitted).seconds <= withinS ? fitted : undefined;
}
