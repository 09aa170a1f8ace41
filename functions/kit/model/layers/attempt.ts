/**
 * The innermost layer: one try at a provider, told as it is.
 *
 * 1. `attempted` before the provider is asked, `failed` when it gives an error. What another layer refuses on the way here is no try.
 * 2. A stream that finishes without its end is Garbled (rule 1 of port.ts), so that no other layer need look.
 */
import { type Layer, ModelError } from '../port.ts';

export const attempt: Layer = (provider) =>
  async function* (call) {
    const { model, attempt: number = 1, tell } = call;
    tell({ event: 'attempted', model, attempt: number });
    try {
      for await (const chunk of provider(call)) {
        yield chunk;
        if (chunk.kind === 'end') return;
      }
      throw new ModelError('Garbled', `The stream of ${model} finished without saying why; it is tried again.`);
    } catch (error) {
      if (error instanceof ModelError && error.name !== 'Aborted')
        tell({ event: 'failed', model, attempt: number, code: error.name });
      throw error;
    }
  };
