/**
 * The stream of executions: a function behind a URL of its own, because an HTTP API gathers a response before it sends it. Anyone may
 * call the URL; the function checks the key itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html (a public URL is allowed by two statements, which CDK makes)
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { machineName } from '../../domain/naming.ts';
import { executionsArn, type Stage } from '../stage.ts';
import { checkKeys, readHistory } from './permissions.ts';
import { SignalboxFunction } from './signalbox-function.ts';

/**
 * How long one response lasts at most. Lambda does not tell a function that its client has left, so this bounds what it costs to
 * talk to nobody; a client that is there asks again and notices nothing.
 */
const RESPONSE_S = 300;

export class ExecutionStream extends Construct {
  constructor(scope: Construct, stage: Stage) {
    super(scope, 'ExecutionStream');
    const stack = Stack.of(this);
    const made = new SignalboxFunction(this, 'api/stream', stage, {
      functionName: `${stage.prefix}-api-stream`,
      description: 'Streams what happens in an execution.',
      entry: 'api/stream',
      environment: { SIGNALBOX_ADMIN_KEY_SECRET: stage.adminKeySecret },
      timeoutS: RESPONSE_S,
    });
    made.allow(...checkKeys(stack, stage), readHistory(stack, stage), {
      actions: ['states:GetExecutionHistory'],
      resources: [executionsArn(stack, machineName(stage.prefix, '*'))],
      whyPattern: 'Workflows are registered at run time: the pattern is the executions of all of the stage.',
    });
    const { url } = made.function.addFunctionUrl({
      authType: FunctionUrlAuthType.NONE,
      invokeMode: InvokeMode.RESPONSE_STREAM,
      // Pages of any origin may ask, because what lets them in is a header that they must know, not a cookie.
      cors: { allowedOrigins: ['*'], allowedMethods: [HttpMethod.GET], allowedHeaders: ['x-api-key', 'last-event-id'] },
    });
    new CfnOutput(stack, 'StreamUrl', {
      value: url,
      description: 'Base of streams: GET <StreamUrl>v1/executions/<id>/stream.',
    });
  }
}
