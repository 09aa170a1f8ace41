/**
 * `states:startExecution`: a nested execution, and with `.sync` its end. `.sync` gives the output as text, `.sync:2` as JSON.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Json } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { parseInput } from '../executions.ts';
import { Failure } from '../failure.ts';
import { describedExecution } from '../shapes.ts';
import { authorizeCaller } from './caller.ts';
import type { Integration, TaskCall } from './contract.ts';
import { serviceFailure } from './invoke.ts';

type Nested = Pick<Integration, 'call' | 'handle' | 'end' | 'cancel'>;

export const startExecution = (asJson: boolean, states: States): Nested => ({
  async call(call: TaskCall) {
    const { StateMachineArn, Input, Name } = call.arguments as Readonly<Record<string, Json | undefined>>;
    if (typeof StateMachineArn !== 'string')
      throw new Failure('States.Runtime', 'states:startExecution needs StateMachineArn, the ARN of a state machine.');
    try {
      authorizeCaller(call, 'states:StartExecution', StateMachineArn);
      const input = typeof Input === 'string' ? parseInput(Input) : (Input ?? {});
      const name = typeof Name === 'string' ? Name : call.id;
      const started = await states.start(StateMachineArn, input, { name, callId: call.id });
      return { ExecutionArn: started.arn, StartDate: started.startedMs };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, status } = error;
      throw serviceFailure('StepFunctions', 'AWSStepFunctions', code, message, status, states.engine.random.uuid());
    }
  },
  handle: (answer) => (answer as { ExecutionArn: string }).ExecutionArn,
  cancel: (_, arn) => states.runs.get(arn)?.stop(undefined, undefined),
  async end(_, arn) {
    const ended = await states.endOf(arn);
    const described = describedExecution(states, ended);
    const told = Object.fromEntries(
      Object.entries(described)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [
          key.charAt(0).toUpperCase() + key.slice(1),
          value instanceof Date ? value.getTime() : (value as Json),
        ]),
    );
    if (ended.status !== 'SUCCEEDED') throw new Failure('States.TaskFailed', JSON.stringify(told));
    return asJson ? { ...told, Input: ended.input, Output: ended.output ?? null } : told;
  },
});
