/**
 * What the workers of the planner system can do: what each capability takes, what it needs of others, and what it gives. The
 * planner builds plans from it, the check holds plans against it, the workers check their inputs by it. Capabilities that are not
 * here may stand in a plan as well; nothing is then known of their inputs and outputs.
 */
import * as z from 'zod';

/** What one task gives and another needs. */
type Product = 'fleet-history' | 'fleet-trends' | 'report';

interface Skill {
  readonly capability: string;
  readonly input: z.ZodType;
  /** The same in words. */
  readonly takes: string;
  /** Given by tasks that it depends on. */
  readonly needs: readonly Product[];
  readonly gives: Product;
  /** Fields of its output. */
  readonly fields: readonly string[];
  /** As long as it usually may take, generously. */
  readonly timeoutS: number;
}

const time = z.iso.datetime();
/** Of a period whose history is read. */
export const MOST_DAYS = 31;

export const historyInput = z
  .strictObject({ from: time, to: time })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], error: 'must be after `from`' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MAX_PERIOD_MS, {
    path: ['to'],
    error: `must be at most ${MOST_DAYS} days after \`from\``,
  });
const MAX_PERIOD_MS = MOST_DAYS * 86_400_000;

/** Which task's history is looked at, and which one's it is compared with. */
export const trendInput = z.strictObject({ of: z.string().min(1), against: z.string().min(1).optional() });

export const reportInput = z.strictObject({
  title: z.string().min(1).max(200),
  /** Of the file, without its ending. */
  name: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be letters, digits, dashes, dots or underscores'),
  history: z.string().min(1),
  trends: z.string().min(1).optional(),
});

const SKILLS: readonly Skill[] = [
  {
    capability: 'fleet-history',
    input: historyInput,
    takes: `from and to: times, the period whose history is read; at most ${MOST_DAYS} days`,
    needs: [],
    gives: 'fleet-history',
    fields: ['period', 'read', 'vehicles', 'concerns', 'service', 'feedback', 'insights', 'failures'],
    timeoutS: 240,
  },
  {
    capability: 'trend-analysis',
    input: trendInput,
    takes:
      'of: id of the task with the history to look at; against: id of the task with the one to compare with, optional',
    needs: ['fleet-history'],
    gives: 'fleet-trends',
    fields: ['compared', 'conditions', 'vehicles', 'components', 'first'],
    timeoutS: 60,
  },
  {
    capability: 'report-writing',
    input: reportInput,
    takes:
      'title; name: of the file, letters, digits, dashes, dots, underscores; history: id of the task with the history; trends: id of the task with the trends, optional',
    needs: ['fleet-history'],
    gives: 'report',
    fields: ['file', 'title', 'summary', 'markdown'],
    timeoutS: 60,
  },
];

/** The skill behind an address; undefined for one that is not known here. */
export const skillOf = (address: string): Skill | undefined =>
  SKILLS.find(({ capability }) => address === `capability:${capability}`);

/** All of them as a planner reads them. */
export const skills = () =>
  SKILLS.map(({ capability, takes, needs, gives, fields, timeoutS }) => ({
    ...{ capability, takes, gives, timeoutS },
    needs: [...needs],
    fields: [...fields],
  }));
