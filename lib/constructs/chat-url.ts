/**
 * Talking with agents: a function behind a URL of its own, because answers stream and an HTTP API gathers a response before it sends
 * it. Anyone may call the URL; the function checks the key itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html (a public URL is allowed by two statements, which CDK makes)
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { chatKey } from '../../contracts/tables/chat.ts';
import { modelEnvironment } from '../model-settings.ts';
import { type Stage, tableArn } from '../stage.ts';
import { checkKeys, leadingKeys, useModels } from './permissions.ts';
import { SignalboxFunction } from './signalbox-function.ts';

/** Lambda does not tell a function that its client has left, so this bounds what an answer costs that nobody reads. */
const ANSWER_S = 300;

export class ChatUrl extends Construct {
  constructor(scope: Construct, stage: Stage) {
    super(scope, 'Chat');
    const stack = Stack.of(this);
    const made = new SignalboxFunction(this, 'api/chat', stage, {
      functionName: `${stage.prefix}-api-chat`,
      description: 'Talks with people in the name of agents.',
      entry: 'api/chat',
      environment: { SIGNALBOX_ADMIN_KEY_SECRET: stage.adminKeySecret, ...modelEnvironment(stage) },
      timeoutS: ANSWER_S,
    });
    const talkers = stage.agents.flatMap(({ id, chat }) => (chat ? [id] : []));
    made.allow(
      ...checkKeys(stack, stage),
      {
        actions: ['dynamodb:Query', 'dynamodb:PutItem'],
        resources: [tableArn(stack, stage.historyTable)],
        conditions: leadingKeys([chatKey('*')]),
      },
      ...(talkers.length > 0 ? useModels(stack, stage, ...talkers) : []),
    );
    const { url } = made.function.addFunctionUrl({
      authType: FunctionUrlAuthType.NONE,
      invokeMode: InvokeMode.RESPONSE_STREAM,
      // Pages of any origin may ask, because what lets them in is a header that they must know, not a cookie.
      cors: {
        allowedOrigins: ['*'],
        allowedMethods: [HttpMethod.GET, HttpMethod.POST],
        allowedHeaders: ['x-api-key', 'authorization', 'content-type'],
        exposedHeaders: ['retry-after', 'x-vercel-ai-ui-message-stream'],
      },
    });
    new CfnOutput(stack, 'ChatUrl', { value: url, description: 'Base of conversations: POST <ChatUrl>v1/chat.' });
  }
}
