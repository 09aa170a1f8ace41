/**
 * How a frame is written: what its state works with as JSON text, so that a text that is already there is used again. Frames
 * of earlier versions have the values themselves, and are read as well.
 */
import type { Json } from '../../../engine/service.ts';
import type { Frame, Progress } from './frame.ts';

type Task = Extract<Progress, { kind: 'task' }>;
/** Without `argumentsText` the task was given the input as it is. */
type StoredProgress = Exclude<Progress, Task> | (Omit<Task, 'arguments'> & { readonly argumentsText?: string });

export type StoredFrame =
  | Frame
  | (Omit<Frame, 'input' | 'progress'> & {
      readonly inputText: string;
      readonly progress: StoredProgress | undefined;
    });

export function storedFrame({ input, progress, ...rest }: Frame, textOf: (value: Json) => string): StoredFrame {
  return { ...rest, inputText: textOf(input), progress: progress && storedProgress(progress, input, textOf) };
}

function storedProgress(progress: Progress, input: Json, textOf: (value: Json) => string): StoredProgress {
  if (progress.kind !== 'task') return progress;
  const { arguments: given, ...rest } = progress;
  return given === input ? rest : { ...rest, argumentsText: textOf(given) };
}

export function frameOf(stored: StoredFrame): Frame {
  if (!('inputText' in stored)) return stored;
  const { inputText, progress, ...rest } = stored;
  const input = JSON.parse(inputText) as Json;
  return { ...rest, input, progress: progress && progressOf(progress, input) };
}

function progressOf(stored: StoredProgress, input: Json): Progress {
  if (stored.kind !== 'task') return stored;
  const { argumentsText, ...rest } = stored;
  return { ...rest, arguments: argumentsText === undefined ? input : (JSON.parse(argumentsText) as Json) };
}
