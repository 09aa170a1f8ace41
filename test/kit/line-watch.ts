/**
 * Waiting for what a line does, by the records of its cloud and never by time. Owns which records are news, and what can be
 * told from them: what is under way, what surely waits, what has crashed.
 */
import type { Trace } from '../../local/engine/traces.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';

/** What the ledger says of queues and functions, kept as it happens. */
export function watchLine({ engine }: LocalCloud) {
  const crashes: Trace[] = [];
  const waiting = new Map<string, number>();
  let underWay = 0;
  let deliveries = 0;
  const add = (queue = '', messages: number) => waiting.set(queue, (waiting.get(queue) ?? 0) + messages);
  const note = (trace: Trace): void => {
    const { service, action, resource, outcome, detail = {} } = trace;
    const [messages, removed, failed] = [detail.messages, detail.removed, detail.failed].map((n) => Number(n ?? 0));
    if (service === 'lambda' && action === 'invoke' && outcome !== 'ok') crashes.push(trace);
    // lines of a log on their way to a function, which may send what they tell of
    if (service === 'logs' && action === 'deliver-begin') underWay += 1;
    if (service === 'logs' && action === 'deliver-end') underWay -= 1;
    if (action.startsWith('event-source-')) {
      underWay -= (removed ?? 0) + (failed ?? 0);
      add(resource, -(removed ?? 0));
    }
    if (service !== 'sqs' || outcome !== 'ok') return;
    if (action === 'receive') underWay += messages ?? 0;
    if (action === 'deadLetter') add(resource, -1);
    if (action !== 'deliver' || detail.delayMs !== undefined) return;
    deliveries += 1;
    add(resource, messages ?? 0);
  };
  for (const trace of engine.traces.since(0)) note(trace); // a cloud that goes on from earlier data begins at once
  engine.traces.subscribe(note);
  return {
    crashes: () => crashes,
    /** Messages that functions have received and not ended with. */
    underWay: () => underWay,
    /** How often something was delivered to a queue. */
    deliveries: () => deliveries,
    /** Whether a queue surely has messages: what came by other ways than the bus is not known here. */
    hasMessages: () => [...waiting.values()].some((messages) => messages > 0),
  };
}

/** What no look of a test can bring about by itself, so that looking never wakes who looks. */
const isNews = ({ service, action }: Trace): boolean =>
  action.startsWith('event-source-') ||
  (service === 'monitoring' && action === 'change state') ||
  (service === 'logs' && action === 'deliver-end') ||
  (service === 'states' && !/^(Describe|Get|List)/.test(action)) || // a function was invoked for a step, an execution has ended
  (service === 'events' && action === 'replay') ||
  service === 'scheduler';

/** Gives what `look` finds, as soon as it finds something: it looks at once, and again at every piece of news. */
export type Until = <T>(look: () => Promise<T | undefined>) => Promise<T>;

export function createUntil({ engine }: LocalCloud): Until {
  return async (look) => {
    let news = 0;
    let wake = (): void => undefined;
    const cancel = engine.traces.subscribe((trace) => {
      if (!isNews(trace)) return;
      news += 1;
      wake();
    });
    try {
      for (;;) {
        const before = news;
        const found = await look();
        if (found !== undefined) return found;
        if (news === before) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      cancel();
    }
  };
}
