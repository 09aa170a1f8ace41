/**
 * Files that a model makes: asked for, checked, kept as one revision. What may not be kept is told to the model once, with the reasons;
 * then it is refused for good, and nothing was written. And files that a model is shown: as many as it can read.
 */
import type { ArtefactEntry } from '../../domain/artefacts.ts';
import { SHOWN_CHARACTERS, type ShownFiles, shownFiles } from '../../domain/studio/context.ts';
import { type Artefact, type Artefacts, FilesRefused } from './artefacts.ts';
import { Undeliverable } from './incoming.ts';
import type { Answer } from './model/model.ts';
import { ModelError } from './model/port.ts';

interface WithFiles {
  readonly files: readonly Artefact[];
}

/**
 * @param ask asks the model; with what was wrong with its last answer, the second time
 * Throws Undeliverable, for the same answers come again to whoever tries again.
 */
export async function makeFiles<Made extends WithFiles>(
  artefacts: Artefacts,
  revision: string,
  ask: (problems: string[]) => Promise<Answer<Made>>,
): Promise<{ answer: Answer<Made>; files: ArtefactEntry[] }> {
  const kept = async (problems: string[]) => {
    const answer = await ask(problems);
    return { answer, files: await artefacts.put(revision, answer.value.files) };
  };
  const refused = (error: unknown): string => {
    if (error instanceof FilesRefused) return error.message;
    throw error;
  };
  try {
    return await kept([]);
  } catch (error) {
    const problem = refused(error);
    return await kept([problem]).catch((again: unknown) => {
      throw new Undeliverable(
        'FilesRefused',
        `What was made cannot be kept, told once and made again: ${refused(again)}`,
      );
    });
  }
}

/**
 * Shows a model files, and fewer of them while it says that they are too long for it.
 * @param first paths that matter most
 * @param sizes characters, the most first
 * Throws ModelError `ContextTooLong` when the fewest are still too many.
 */
export async function askShowing<Made>(
  files: readonly Artefact[],
  ask: (shown: ShownFiles) => Promise<Answer<Made>>,
  first: readonly string[] = [],
  sizes: readonly number[] = SHOWN_CHARACTERS,
): Promise<{ answer: Answer<Made>; leftOut: string[] }> {
  const [most = 0, ...less] = sizes;
  const shown = shownFiles(files, most, first);
  try {
    return { answer: await ask(shown), leftOut: shown.leftOut };
  } catch (error) {
    const isTooLong = error instanceof ModelError && error.name === 'ContextTooLong';
    if (!isTooLong || less.length === 0) throw error;
    return await askShowing(files, ask, first, less);
  }
}

/** Who made it, as messages tell it. */
export const madeBy = ({ model, prompt: { id, version } }: Answer<unknown>) => ({ model, prompt: `${id}@${version}` });
