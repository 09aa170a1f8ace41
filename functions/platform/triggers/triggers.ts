/**
 * Moves workflows from outside: starts one when its message or its time has come, and gives a waiting step the message that it
 * listens for.
 *
 * 1. New executions take the live version: they are started through the alias.
 * 2. A message goes to every step that listens for it, each once: a token is good once.
 * 3. A row of a listener ends with its message, which is kept, whether the token is still good or not: a redrive gives it to the next
 *    one. If the step listens again with a new token in the meantime, that one is told as well.
 * 4. Answers to steps of workflows are for these alone. Rules leave them out, but for those of triggers that ask for a `to`.
 */
import type { SQSRecord } from 'aws-lambda';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import {
  heardKey,
  heardSchema,
  type Listening,
  listeningKey,
  listeningSchema,
} from '../../../contracts/tables/workflows.ts';
import { LIVE_ALIAS } from '../../../domain/naming.ts';
import { isForAWorkflow } from '../../../domain/workflow/identity.ts';
import { hears } from '../../../domain/workflow/listening.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { Clock } from '../../kit/clock.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import { withPayload } from '../../kit/incoming.ts';
import { type Log, messageKeys } from '../../kit/observe.ts';
import type { Payloads } from '../../kit/payloads.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import { machineArnOf, machinesOf } from '../../kit/workflow/executions.ts';
import { type StepsTable, untilFirst } from '../../kit/workflow/steps-table.ts';
import type { Heard, Tokens } from '../../kit/workflow/tokens.ts';
import { inputFor, nameFor, payloadFor, type Start } from './starting.ts';
import { readTrigger, type TriggerFor } from './trigger.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_DAYS = 14;

export interface TriggersDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly deadLetter: DeadLetter;
  readonly start: Start;
  readonly table: StepsTable;
  readonly tokens: Tokens;
  readonly payloads: Payloads;
  /** `signalbox-dev` */
  readonly prefix: string;
}

export function createTriggers(deps: TriggersDeps): BatchFunction {
  return (event) =>
    eachRecord(event, deps, async (record) => {
      const trigger = readTrigger(record.body);
      if (trigger.for !== 'schedule' && isForAWorkflow(trigger.message)) return;
      if (trigger.for === 'wait') await give(deps, trigger);
      else await start(deps, trigger, record);
    });
}

async function start(
  { log, start: startExecution, prefix }: TriggersDeps,
  trigger: TriggerFor<'start'> | TriggerFor<'schedule'>,
  { eventSourceARN }: SQSRecord,
): Promise<void> {
  const machine = machineArnOf(machinesOf(prefix, eventSourceARN), trigger.workflow);
  const execution = nameFor(trigger);
  const outcome = await startExecution(`${machine}:${LIVE_ALIAS}`, execution, inputFor(trigger));
  log.info(outcome === 'started' ? 'A workflow was started.' : 'A workflow had been started for this before.', {
    workflow: trigger.workflow,
    execution,
    ...(trigger.for === 'start' && messageKeys(trigger.message)),
  });
}

async function give(deps: TriggersDeps, { workflow, message }: TriggerFor<'wait'>): Promise<void> {
  const listening = await deps.table.list(listeningSchema, listeningKey(message.type));
  const own = listening.filter((row) => row.workflow === workflow);
  if (own.length === 0) return;
  // What they ask for may stand in the payload that was put aside.
  const whole = own.some(({ where }) => Object.keys(where).length > 0)
    ? await withPayload(deps.payloads, message)
    : message;
  const output = JSON.stringify(payloadFor({ ...whole, claim: message.claim }));
  for (const row of own.filter((one) => hears(one, whole))) {
    const heard = await tell(deps, row, output);
    deps.log.info(heard === 'heard' ? 'A step has its message.' : 'A step did not wait for its message any more.', {
      ...messageKeys(message),
      workflow,
      execution: row.execution,
      step: row.step,
    });
  }
}

/** The execution first, the rows after: a crash between tells a token that is of no use any more. */
function tell({ table, tokens, clock }: TriggersDeps, found: Listening, output: string): Promise<Heard> {
  let known: Listening | undefined = found;
  return untilFirst(`The step that listens as ${found.sk}`, async () => {
    const row: Listening | undefined = known ?? (await table.read(listeningSchema, found.pk, found.sk));
    known = undefined;
    if (!row) return 'gone';
    const heard = await tokens.succeed(row.token, output);
    const pk = heardKey(row.sk);
    const kept = await table.read(heardSchema, pk);
    const keep = { pk, sk: SELF_ROW, output, ttl: ttlAfterDays(clock.now(), REDRIVABLE_DAYS) } as const;
    if ((!kept || heard === 'heard') && !(await table.write(keep, kept))) return 'again';
    // A row past its time is not there; who listens again writes over it.
    const over = { ...row, ttl: Math.floor(clock.now().getTime() / 1000) };
    return (await table.write(over, row)) ? heard : 'again';
  });
}
