/** What the stub was asked and what became of it; tests wait on these records, never on time. */
import type { Fault } from './faults.ts';
import type { ModelRequest } from './request.ts';

export interface RecordedRequest extends ModelRequest {
  /** From 1. */
  readonly nth: number;
  /** Connections are counted from 1. */
  readonly connection: number;
  readonly fault: Exclude<Fault, 'ok'>['kind'] | undefined;
  /**
   * `completed`: the last byte was handed over, so whoever asked has to pay. `refused`: answered with an error. `broken`: by the
   * stub, as it was told to. `aborted`: by the client, before the end.
   */
  outcome: 'open' | 'completed' | 'refused' | 'broken' | 'aborted';
}

export interface Records {
  readonly requests: readonly RecordedRequest[];
  /** Gives what settles it. */
  add(request: Omit<RecordedRequest, 'outcome'>): (outcome: RecordedRequest['outcome']) => void;
  /** Resolves when the records say so. */
  until(check: (requests: readonly RecordedRequest[]) => boolean): Promise<void>;
}

export function createRecords(): Records {
  const requests: RecordedRequest[] = [];
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watch of [...watchers]) watch();
  };
  return {
    requests,
    add(request) {
      const record: RecordedRequest = { ...request, outcome: 'open' };
      requests.push(record);
      changed();
      return (outcome) => {
        record.outcome = outcome;
        changed();
      };
    },
    until: (check) =>
      new Promise((resolve) => {
        const watch = () => {
          if (!check(requests)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}
