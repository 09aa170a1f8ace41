/**
 * What follows when an alarm changes its state: it is kept, recorded, and then told to EventBridge and to the actions of the
 * new state. An action that cannot be carried out stands in the history; the others go on.
 */
import { parseArn } from '../../../engine/arn.ts';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import { changeEvent, functionEvent, topicMessage, topicSubject } from './announcement.ts';
import type { Alarm, State } from './model.ts';
import type { AlarmStore } from './store.ts';

interface NewState {
  readonly state: State;
  readonly reason: string;
  readonly reasonData: string | undefined;
}

/** Keeps the new state and has it told. False when the alarm was in that state already: then only the reason is new. */
export function changeState(
  engine: Engine,
  alarms: AlarmStore,
  before: Alarm,
  { state, reason, reasonData }: NewState,
): boolean {
  const now = engine.clock.now();
  const { reasonData: _, ...rest } = before;
  const after: Alarm = {
    ...rest,
    state,
    reason,
    updatedMs: now,
    transitionedMs: state === before.state ? before.transitionedMs : now,
    ...(reasonData !== undefined && { reasonData }),
  };
  alarms.put(after);
  if (state === before.state) return false;
  alarms.record({
    alarm: after.name,
    type: 'StateUpdate',
    summary: `Alarm updated from ${before.state} to ${state}`,
    data: JSON.stringify({
      version: '1.0',
      oldState: { stateValue: before.state, stateReason: before.reason },
      newState: { stateValue: state, stateReason: reason },
    }),
  });
  engine.traces.add({
    service: 'monitoring',
    action: 'change state',
    resource: after.arn,
    outcome: 'ok',
    detail: { from: before.state, to: state },
  });
  tell(engine, alarms, after, before).catch((error) =>
    engine.report(`telling the state of the alarm ${after.name}`, error),
  );
  return true;
}

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

interface AlarmAction {
  readonly message: typeof topicMessage;
  /** As whom the alarm comes. */
  readonly principal: string;
}

/**
 * What alarms can do, by service. Of what AWS has, topics and functions are built.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
const ACTIONS: Readonly<Record<string, AlarmAction>> = {
  sns: { message: topicMessage, principal: CLOUDWATCH },
  lambda: { message: functionEvent, principal: 'lambda.alarms.cloudwatch.amazonaws.com' },
};

async function tell(engine: Engine, alarms: AlarmStore, after: Alarm, before: Alarm): Promise<void> {
  await engine.store.durable();
  const bus = engine.arn('events', 'event-bus/default');
  if (hasTarget(engine, bus)) await deliver(engine, after, bus, () => changeEvent(engine, after, before));
  const actions = {
    OK: after.okActions,
    ALARM: after.alarmActions,
    INSUFFICIENT_DATA: after.insufficientDataActions,
  };
  for (const arn of after.actionsEnabled ? actions[after.state] : []) {
    const error = await deliver(engine, after, arn, (action) => {
      if (!action) throw unsupported(`The alarm action ${arn}`);
      return action.message(engine, after, before);
    });
    const done = error === undefined ? 'Successfully executed' : 'Failed to execute';
    alarms.record({
      alarm: after.name,
      type: 'Action',
      summary: `${done} action ${arn}`,
      data: JSON.stringify({
        actionState: error === undefined ? 'Succeeded' : 'Failed',
        notificationResource: arn,
        ...(error && { error: error.message }),
      }),
    });
  }
}

async function deliver(
  engine: Engine,
  alarm: Alarm,
  arn: string,
  bodyFor: (action: AlarmAction | undefined) => string,
): Promise<AwsError | undefined> {
  let refusal: AwsError | undefined;
  const service = parseArn(arn)?.service ?? '';
  const action = ACTIONS[service];
  try {
    await engine.ports.target(arn).deliver(arn, {
      body: bodyFor(action),
      source: { principal: action?.principal ?? CLOUDWATCH, arn: alarm.arn },
      ...(service === 'sns' && { subject: topicSubject(engine, alarm) }),
    });
  } catch (error) {
    refusal = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), { cause: error });
  }
  engine.traces.add({
    service: 'monitoring',
    action: 'deliver',
    resource: arn,
    outcome: refusal?.code ?? 'ok',
    detail: { alarm: alarm.name },
  });
  return refusal;
}

function hasTarget(engine: Engine, arn: string): boolean {
  try {
    engine.ports.target(arn);
    return true;
  } catch {
    return false;
  }
}
