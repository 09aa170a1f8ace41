/** The metrics of functions, namespace AWS/Lambda, gathered and handed over once a second. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
import type { Engine } from '../../../engine/engine.ts';
import type { Datum } from '../../../engine/ports.ts';

const FLUSH_MS = 1000;

type Name =
  | 'Invocations'
  | 'Errors'
  | 'Throttles'
  | 'Duration'
  | 'ConcurrentExecutions'
  | 'AsyncEventsReceived'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  | 'UrlRequestCount'
  | 'Url4xxCount'
  | 'Url5xxCount'
  | 'UrlRequestLatency';

export interface Meter {
  add(functionName: string, metric: Name, value: number): void;
  flush(): void;
}

export function createMeter(engine: Engine): Meter {
  const gathered = new Map<string, { functionName: string; metric: Name; values: number[] }>();
  let armed = false;

  function flush(): void {
    armed = false;
    if (gathered.size === 0 || !engine.ports.has('metrics')) return;
    const atMs = engine.clock.now();
    const data = [...gathered.values()].map(
      ({ functionName, metric, values }): Datum => ({
        namespace: 'AWS/Lambda',
        name: metric,
        dimensions: { FunctionName: functionName },
        unit: metric === 'Duration' || metric === 'UrlRequestLatency' ? 'Milliseconds' : 'Count',
        atMs,
        values,
      }),
    );
    gathered.clear();
    engine.ports.get('metrics').put(data);
  }

  return {
    flush,
    add(functionName, metric, value) {
      const key = `${functionName}\0${metric}`;
      const known = gathered.get(key);
      if (known) known.values.push(value);
      else gathered.set(key, { functionName, metric, values: [value] });
      if (armed) return;
      armed = true;
      engine.clock.at(engine.clock.now() + FLUSH_MS, flush, 'background');
    },
  };
}
