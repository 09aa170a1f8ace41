/**
 * Amazon Bedrock by its Converse API, in the region and with the credentials of the function: those that Lambda puts into its
 * environment. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import type { Transport } from '../port.ts';
import type { ModelSettings } from '../settings.ts';
import { createAiSdk } from './ai-sdk.ts';
import type { ProviderContext } from './provider-context.ts';

export function bedrock({ stream, timeoutMs }: ModelSettings, { clock, later, poolFor }: ProviderContext): Transport {
  const { languageModel } = createAmazonBedrock({ fetch: poolFor('bedrock').fetch });
  return createAiSdk({ languageModel: (name) => languageModel(name), stream, timeoutMs, clock, later });
}
