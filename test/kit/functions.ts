/** Lambda functions for a test: a client and functions made of a few lines of source. */
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { clientSettings } from './cloud.ts';

/** A role without permissions of its own: the cloud does not know it, so it is not held to any. */
export const ROLE = 'arn:aws:iam::000000000000:role/test';

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** A zip of files by name. */
export const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

export interface Answer {
  readonly value: unknown;
  readonly functionError: string | undefined;
  /** The end of the log, when it was asked for. */
  readonly log: string;
  readonly version: string | undefined;
  readonly status: number | undefined;
}

export interface TestFunctions {
  readonly client: LambdaClient;
  /** Makes a function of the source of its index.mjs, or of several files. */
  create(
    name: string,
    source: string | Readonly<Record<string, string>>,
    members?: Partial<CreateFunctionCommandInput>,
  ): Promise<void>;
  /** Invokes it and reads the answer. */
  invoke(name: string, event?: unknown, members?: Partial<InvokeCommandInput>): Promise<Answer>;
}

export function testFunctions(cloud: LocalCloud): TestFunctions {
  const client = new LambdaClient(clientSettings(cloud));
  return {
    client,
    async create(name, source, members = {}) {
      const files = typeof source === 'string' ? { 'index.mjs': source } : source;
      await client.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: ROLE,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile: zipOf(files) },
          ...members,
        }),
      );
    },
    async invoke(name, event = {}, members = {}) {
      const answer = await client.send(
        new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...members }),
      );
      const text = Buffer.from(answer.Payload ?? []).toString();
      return {
        value: text === '' ? undefined : JSON.parse(text),
        functionError: answer.FunctionError,
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
        version: answer.ExecutedVersion,
        status: answer.StatusCode,
      };
    },
  };
}
