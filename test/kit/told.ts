/** What came to pass, in lines that a scenario can state and compare. */
import type { Story } from '../../bin/commands/start/history.ts';

/**
 * A line for each message in time order: `trial.work by api: trial.worker handled at receive 3`. An agent at which it died is told
 * with the code, and whether the letter was redriven.
 */
export function tell(stories: readonly Story[]): string[] {
  return [...stories].sort(byTime).map(({ message: { type, sender }, outcomes, deadLetters }) => {
    const ends = [
      ...outcomes.map(({ agent, outcome, attempts, error }) =>
        [
          agent,
          outcome,
          ...(attempts > 1 ? [`at receive ${attempts}`] : []),
          ...(error ? [`(${error.code})`] : []),
        ].join(' '),
      ),
      ...deadLetters.map(
        ({ agent, error, redrivenAt }) => `dead at ${agent} (${error.code})${redrivenAt ? ', redriven' : ''}`,
      ),
    ];
    return `${type} by ${sender}: ${ends.sort().join(', ') || 'nobody'}`;
  });
}

const byTime = ({ message: a }: Story, { message: b }: Story): number =>
  a.sentAt.localeCompare(b.sentAt) || a.hops - b.hops || a.type.localeCompare(b.type);
