/** What one question comes to while it is answered: events, tokens, money, time. Figures and names, no text. */
import type { CallReport, ModelEvent, ModelRef, Usage } from '../../../contracts/model.ts';
import type { Clock } from '../clock.ts';
import { addUsage, noUsage } from './usage.ts';

export interface Tally {
  readonly tell: (event: ModelEvent) => void;
  readonly spend: (nanoUsd: number) => void;
  readonly use: (usage: Usage) => void;
  /** The first piece of text is there. */
  readonly firstText: () => void;
  /** Who answers, as far as is known. */
  readonly model: () => ModelRef;
  readonly figures: () => Figures;
}

export type Figures = Pick<
  CallReport,
  'at' | 'model' | 'usage' | 'costNanoUsd' | 'firstTokenMs' | 'totalMs' | 'retries' | 'events'
>;

/** @param first the model that is asked first */
export function createTally(clock: Clock, first: ModelRef): Tally {
  const startedMs = clock.monotonicMs();
  const at = clock.now().toISOString();
  const events: ModelEvent[] = [];
  let costNanoUsd = 0;
  let usage = noUsage;
  let firstTokenMs: number | undefined;
  const answering = (): ModelRef | undefined =>
    events.findLast((one) => one.event === 'attempted' || one.event === 'cache-hit' || one.event === 'given-again')
      ?.model;
  return {
    tell: (event) => {
      if (event.event === 'attempted' && usage === noUsage) firstTokenMs = undefined; // of a try that failed
      events.push(event);
    },
    spend: (nanoUsd) => {
      costNanoUsd += nanoUsd;
    },
    use: (more) => {
      usage = addUsage(usage, more);
    },
    firstText: () => {
      firstTokenMs ??= clock.monotonicMs() - startedMs;
    },
    model: () => answering() ?? first,
    figures: () => {
      const model = answering();
      return {
        at,
        ...(model && { model }),
        usage,
        costNanoUsd,
        ...(firstTokenMs !== undefined && { firstTokenMs }),
        totalMs: clock.monotonicMs() - startedMs,
        retries: events.filter((one) => one.event === 'attempted' && one.attempt > 1).length,
        events: [...events],
      };
    },
  };
}
