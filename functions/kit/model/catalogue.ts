/**
 * Which models there are: those that the stage is set up with, those that agents name for themselves, and what Ollama has installed
 * where it is used. With window and price, as calls are held to them.
 */
import type { ModelRef, ProviderName } from '../../../contracts/model.ts';
import { contextTokensOf } from '../../../domain/model/models.ts';
import { type PriceUsd, priceOf } from '../../../domain/model/prices.ts';
import type { InstalledModel, Ollama } from './providers/ollama.ts';

export interface KnownModels {
  /** The stage's list. */
  readonly configured: readonly ModelRef[];
  /** By agents, besides. */
  readonly named: readonly ModelRef[];
  /** Prices of the stage's own. */
  readonly pricesUsd: Readonly<Record<string, PriceUsd>>;
  /** Where it is used. */
  readonly ollama: Pick<Ollama, 'list'> | undefined;
  /** Where a server tells (context-of.ts). */
  readonly contextOf: (model: ModelRef) => Promise<number | undefined>;
}

export interface ModelEntry {
  readonly model: ModelRef;
  readonly provider: ProviderName;
  /** Whether agents use it unless they say otherwise. */
  readonly configured: boolean;
  /** Tokens of question and answer together. */
  readonly contextTokens: number;
  /** US dollars for a million tokens; null where nobody knows, and then it is refused. */
  readonly priceUsd: PriceUsd | null;
  /** Of Ollama's. */
  readonly installed?: boolean;
  readonly bytes?: number;
  readonly modifiedAt?: string;
}

export interface ModelList {
  readonly models: readonly ModelEntry[];
  /** Whether Ollama told what it has; missing where it is not used. */
  readonly ollama?: 'answers' | 'does not answer';
}

const PICO_PER_USD_A_MILLION = 1_000_000;
const OLLAMA = 'ollama:';

/** Ollama takes a name without a tag for `latest`. */
export const untagged = (model: ModelRef): ModelRef => model.replace(/:latest$/, '');

export async function listModels(known: KnownModels): Promise<ModelList> {
  const { configured, named, ollama } = known;
  const installed = await ollama?.list().catch(() => undefined);
  const byName = new Map(installed?.map((one) => [untagged(`${OLLAMA}${one.name}`), one]));
  const told = [...new Set([...configured, ...named])];
  const others = [...byName.keys()].filter((ref) => !told.some((one) => untagged(one) === ref));
  const models = await Promise.all(
    [...told, ...others].map((ref) =>
      entryOf(known, ref, installed && ref.startsWith(OLLAMA) ? (byName.get(untagged(ref)) ?? 'absent') : undefined),
    ),
  );
  return { models, ...(ollama && { ollama: installed ? 'answers' : 'does not answer' }) };
}

async function entryOf(
  { configured, pricesUsd, contextOf }: KnownModels,
  model: ModelRef,
  installed: InstalledModel | 'absent' | undefined,
): Promise<ModelEntry> {
  const price = priceOf(model, pricesUsd);
  const there = installed === 'absent' ? undefined : installed;
  return {
    model,
    provider: model.slice(0, model.indexOf(':')) as ProviderName,
    configured: configured.includes(model),
    contextTokens: (there && (await contextOf(model))) ?? contextTokensOf(model),
    priceUsd: price
      ? { input: price.inputPicoUsd / PICO_PER_USD_A_MILLION, output: price.outputPicoUsd / PICO_PER_USD_A_MILLION }
      : null,
    ...(installed && { installed: there !== undefined }),
    ...(there && { bytes: there.bytes, modifiedAt: there.modifiedAt }),
  };
}
