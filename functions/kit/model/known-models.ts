/** What a function knows of the stage's models (catalogue.ts), opened from its environment. */
import type { System } from '../../../contracts/system.ts';
import { type Clock, type Later, systemLater } from '../clock.ts';
import type { KnownModels } from './catalogue.ts';
import { createContextOf } from './context-of.ts';
import { impatient } from './impatient.ts';
import { createOllama, type Ollama } from './providers/ollama.ts';
import { modelSettings } from './settings.ts';

export function openKnownModels(
  systems: readonly System[],
  clock: Clock,
): Omit<KnownModels, 'ollama'> & { readonly ollama: Ollama | undefined } {
  const { models: configured, url, pricesUsd } = modelSettings();
  const named = systems.flatMap(({ agents }) => Object.values(agents).flatMap(({ model }) => model?.models ?? []));
  const usesOllama = [...configured, ...named].some((ref) => ref.startsWith('ollama:'));
  return {
    ...{ configured, named, pricesUsd },
    ollama: url !== undefined && usesOllama ? patientInPulling(url, systemLater) : undefined,
    contextOf: createContextOf({ url, fetchFor: () => fetch, clock, later: systemLater }),
  };
}

/** Only a pull takes its time: who wants to know what is installed is told that nobody answers. */
export const patientInPulling = (url: string, later: Later): Ollama => ({
  ...createOllama(url, impatient(fetch, later)),
  pull: createOllama(url, fetch).pull,
});
