/** What the lab's functions are told about models, and how they are told: as a deployment would. */
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { clientSettings } from '../../kit/cloud.ts';
import { PREFIX, type Stage } from '../../kit/stage.ts';

/** The message type that each agent answers. */
export const AGENTS = {
  thinker: 'lab.question',
  spender: 'lab.spending',
  borrower: 'lab.borrowing',
  rememberer: 'lab.remembering',
} as const;
export type Agent = keyof typeof AGENTS;

/** Waits of a scenario are short, so that they may be real. */
const QUICK: Readonly<Record<string, string>> = {
  LLM_RETRY_INITIAL_DELAY: '0.01',
  LLM_RETRY_MAX_DELAY: '0.05',
  SIGNALBOX_MODEL_TIMEOUT: '5',
};

/** @param url of the stub: Ollama's API is below it, OpenAI's below `/v1` */
export const modelEnvironment = (
  url: string,
  models: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => ({
  ...QUICK,
  SIGNALBOX_MODELS: models.join(','),
  SIGNALBOX_MODEL_URL: models[0]?.startsWith('openai-compatible:') ? `${url}/v1` : url,
  ...settings,
});

const FUNCTIONS: readonly string[] = Object.keys(AGENTS).map((agent) => `lab-${agent}`);

/** Functions get new environments by it: nothing is left of earlier calls but rows. @param functions all agents of the lab unless told */
export async function configure(
  { cloud }: Pick<Stage, 'cloud'>,
  told: Readonly<Record<string, string>>,
  functions: readonly string[] = FUNCTIONS,
): Promise<void> {
  const lambda = new LambdaClient(clientSettings(cloud));
  for (const name of functions) {
    const FunctionName = `${PREFIX}-${name}`;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const kept = Object.entries(Environment?.Variables ?? {}).filter(([name]) => !/^(LLM_|SIGNALBOX_MODEL)/.test(name));
    const Variables = { ...Object.fromEntries(kept), ...told };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }
  lambda.destroy();
}
