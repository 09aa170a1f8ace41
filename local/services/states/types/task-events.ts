/**
 * What the history says of a Task. A Lambda function named by its ARN has events of its own; all else is a Task event with
 * resource and type. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
import type { Json } from '../../../engine/service.ts';
import type { Failure } from '../failure.ts';
import type { Integration } from '../integrations/contract.ts';
import type { Branch } from '../run/branch.ts';

export interface TaskEvents {
  scheduled(given: Json, timeoutS: number | undefined, heartbeatS: number | undefined): void;
  started(): void;
  submitted(output: string): void;
  succeeded(output: string): void;
  failed(failure: Failure): void;
}

const WHOLE = { truncated: false } as const;
const TIMEOUTS = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

const failureOf = ({ error, cause }: Failure) => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

export const eventsOf = (branch: Branch, integration: Integration): TaskEvents =>
  integration.resourceType === undefined ? lambdaEvents(branch) : serviceEvents(branch, integration);

const lambdaEvents = (branch: Branch): TaskEvents => ({
  scheduled(given, timeoutS) {
    branch.emit('LambdaFunctionScheduled', {
      resource: branch.state.Resource,
      input: branch.textOf(given),
      inputDetails: WHOLE,
      ...(timeoutS !== undefined && { timeoutInSeconds: timeoutS }),
    });
  },
  started() {
    branch.emit('LambdaFunctionStarted');
  },
  submitted() {
    // a function is waited for by the call itself
  },
  succeeded(output) {
    branch.emit('LambdaFunctionSucceeded', { output, outputDetails: WHOLE });
  },
  failed(failure) {
    const type = TIMEOUTS.has(failure.error ?? '') ? 'LambdaFunctionTimedOut' : 'LambdaFunctionFailed';
    branch.emit(type, failureOf(failure));
  },
});

function serviceEvents(branch: Branch, { resource, resourceType }: Integration): TaskEvents {
  const what = { resourceType, resource };
  return {
    scheduled(given, timeoutS, heartbeatS) {
      branch.emit('TaskScheduled', {
        ...what,
        region: branch.run.engine.region,
        parameters: branch.textOf(given),
        ...(timeoutS !== undefined && { timeoutInSeconds: timeoutS }),
        ...(heartbeatS !== undefined && { heartbeatInSeconds: heartbeatS }),
      });
    },
    started() {
      branch.emit('TaskStarted', what);
    },
    submitted(output) {
      branch.emit('TaskSubmitted', { ...what, output, outputDetails: WHOLE });
    },
    succeeded(output) {
      branch.emit('TaskSucceeded', { ...what, output, outputDetails: WHOLE });
    },
    failed(failure) {
      branch.emit(TIMEOUTS.has(failure.error ?? '') ? 'TaskTimedOut' : 'TaskFailed', {
        ...what,
        ...failureOf(failure),
      });
    },
  };
}
