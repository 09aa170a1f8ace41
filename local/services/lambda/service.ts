/** AWS Lambda: functions in worker threads, asynchronous invokes, and event source mappings of SQS queues. */
import { availableParallelism } from 'node:os';
import type * as z from 'zod';
import { AwsError, unsupported } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Delivery } from '../../engine/ports.ts';
import type { Service } from '../../engine/service.ts';
import { checkInvoke } from './access.ts';
import { lambdaActions } from './actions.ts';
import { createTaskRoots } from './code/task-root.ts';
import type { Lambda } from './context.ts';
import { AsyncQueue, type NewEvent } from './events/queue.ts';
import { Invoker } from './execution/invoker.ts';
import { createMeter } from './execution/meter.ts';
import { Pool } from './execution/pool.ts';
import { inspectLambda } from './inspect.ts';
import { createMappings } from './mapping/mappings.ts';
import { parseFunctionName } from './names.ts';
import { checkSize } from './payload.ts';
import { lambdaResources } from './resources/resources.ts';
import { createLambdaStore } from './store.ts';
import { createUrlServe } from './urls/serve.ts';

export interface LambdaOptions {
  /**
   * Threads that a function gets at once, and batches that an event source mapping runs at once. More only help functions
   * that wait; a machine of few cores does more with few threads and full batches.
   */
  readonly workersPerFunction?: number;
  /** Batches that all event source mappings together run at once; default: the machine's cores and one. */
  readonly batchesAtOnce?: number;
}

const WORKERS_PER_FUNCTION = 4;

export function createLambda(
  engine: Engine,
  { workersPerFunction = WORKERS_PER_FUNCTION, batchesAtOnce = availableParallelism() + 1 }: LambdaOptions = {},
): Service {
  const store = createLambdaStore(engine);
  const pool = new Pool(engine, createTaskRoots(store), workersPerFunction);
  const meter = createMeter(engine);
  const invoker = new Invoker(engine, pool, meter);
  const events = new AsyncQueue({ engine, store, invoker, meter, lane: workersPerFunction });
  const mappings = createMappings(engine, store, invoker, { concurrency: workersPerFunction, batchesAtOnce });
  const lambda: Lambda = { engine, store, pool, invoker, meter, events, mappings };
  offerPorts(lambda);
  return {
    name: 'lambda',
    protocols: [{ kind: 'rest-json' }],
    actions: lambdaActions(lambda),
    resources: lambdaResources(lambda),
    invalidInput,
    inspect: () => inspectLambda(lambda),
    raw: createUrlServe(lambda),
    start() {
      mappings.start();
      events.start();
    },
    stop() {
      mappings.stop();
      events.stop();
      pool.stop();
      meter.flush();
    },
  };
}

function offerPorts({ engine, store, invoker, events }: Lambda): void {
  engine.ports.offer('functions', {
    async invoke(arn, payload, source) {
      const asked = parseFunctionName(arn);
      const target = store.resolve(asked);
      if (source) checkInvoke(engine, target, asked.qualifier, source);
      checkSize(Buffer.byteLength(payload), 'RequestResponse');
      const answer = await invoker.invoke({ target, payload, requestId: engine.random.uuid() });
      return {
        payload: answer.payload,
        durationMs: answer.durationMs,
        ...(answer.failed && { functionError: 'Unhandled' }),
      };
    },
    check(arn, source) {
      const asked = parseFunctionName(arn);
      checkInvoke(engine, store.resolve(asked), asked.qualifier, source);
    },
  });
  function eventFor(arn: string, { body, source }: Delivery): NewEvent {
    const asked = parseFunctionName(arn);
    const target = store.resolve(asked);
    checkInvoke(engine, target, asked.qualifier, source);
    const qualified = asked.qualifier !== undefined;
    return { arn: target.invokedArn, qualified, payload: body, requestId: engine.random.uuid() };
  }
  engine.ports.offerTarget('lambda', {
    deliver: async (arn, delivery) => events.accept([eventFor(arn, delivery)]),
    async deliverBatch(arn, deliveries) {
      const outcomes = deliveries.map((delivery): NewEvent | AwsError => {
        try {
          return eventFor(arn, delivery);
        } catch (error) {
          if (error instanceof AwsError) return error;
          throw error;
        }
      });
      await events.accept(outcomes.filter((outcome): outcome is NewEvent => !(outcome instanceof AwsError)));
      return outcomes.map((outcome) => (outcome instanceof AwsError ? outcome : undefined));
    },
  });
}

/** AWS's wording; a member that is not in the schema is refused by name. */
function invalidInput(error: z.ZodError, actionName: string): AwsError {
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown) {
    const names = unknown.keys.map((key) => [...unknown.path, key].join('.')).join(', ');
    return unsupported(`${actionName}: member ${names}`);
  }
  const sentences = error.issues.map(({ path, message }) => {
    const member = path.map(String).map(uncapitalised).join('.');
    return `Value at '${member}' failed to satisfy constraint: ${message}`;
  });
  const count = sentences.length === 1 ? '1 validation error' : `${sentences.length} validation errors`;
  return new AwsError('ValidationException', `${count} detected: ${sentences.join('; ')}`);
}

const uncapitalised = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
