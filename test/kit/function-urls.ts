/** Function URLs for a test: a function with a URL that anyone may call. */
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  type CreateFunctionUrlConfigCommandInput,
} from '@aws-sdk/client-lambda';
import type { TestFunctions } from './functions.ts';

/** Lets anyone call it, as the console and CDK do: the URL, and the function through it. */
export async function allowAnyone({ client }: TestFunctions, FunctionName: string, Qualifier?: string): Promise<void> {
  const common = { FunctionName, Principal: '*', ...(Qualifier !== undefined && { Qualifier }) };
  await client.send(
    new AddPermissionCommand({
      ...common,
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'NONE',
    }),
  );
  await client.send(
    new AddPermissionCommand({
      ...common,
      StatementId: 'function',
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
    }),
  );
}

/** A function of that source with a public URL; the URL ends with a slash. */
export async function publicUrl(
  functions: TestFunctions,
  name: string,
  source: string,
  members: Partial<CreateFunctionUrlConfigCommandInput> = {},
  configuration: Parameters<TestFunctions['create']>[2] = {},
): Promise<string> {
  await functions.create(name, source, configuration);
  const input = { FunctionName: name, AuthType: 'NONE', ...members } as const;
  const { FunctionUrl = '' } = await functions.client.send(new CreateFunctionUrlConfigCommand(input));
  await allowAnyone(functions, name);
  return FunctionUrl;
}
