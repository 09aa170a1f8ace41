/**
 * Asks a model while whoever follows the debate sees the text grow. What was shown is not begun again by the layers around the model
 * (functions/kit/model/port.ts, `shown`): an answer that broke off is asked for once more here, unseen.
 */
import type * as z from 'zod';
import { MODEL_ERRORS } from '../../../contracts/model.ts';
import type { Answer, Model } from '../model/model.ts';
import { ModelError } from '../model/port.ts';
import type { Prompt } from '../model/prompt.ts';

export async function askAloud<V extends z.ZodObject, O extends z.ZodType>(
  model: Model,
  prompt: Prompt<V, O>,
  variables: z.input<V>,
): Promise<Answer<z.output<O>>> {
  try {
    return await model.ask(prompt, variables, { live: true });
  } catch (error) {
    if (!(error instanceof ModelError) || !MODEL_ERRORS[error.name].retriable) throw error;
    return await model.ask(prompt, variables);
  }
}
