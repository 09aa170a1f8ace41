/**
 * A model of the AI SDK as a Transport: what is asked in its words (sdk-words.ts), what comes back in ours, each error classified.
 * The SDK's own retries and tool runs are in `ai`, which is not used: doStream and doGenerate make one request.
 *
 * 1. A provider may say nothing for `timeoutMs`, before the first token and between two; an attempt never has more than its caller.
 * 2. However a call ends, its request ends with it.
 * 3. An abort after the first text is an end with what came; before it, Aborted.
 */
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { EndReason } from '../../../../contracts/model.ts';
import { estimateTokens } from '../../../../domain/model/tokens.ts';
import { inputTokensOf } from '../../../../domain/model/truncate.ts';
import type { Clock, Later } from '../../clock.ts';
import { type Call, type Chunk, ModelError, type Transport } from '../port.ts';
import { classify } from './classify.ts';
import { contentChunk, optionsOf, reasonOf, usageOf } from './sdk-words.ts';

export interface AiSdkOptions {
  /** The model by its name, the part of a ref behind the provider. */
  readonly languageModel: (name: string) => LanguageModelV4 | Promise<LanguageModelV4>;
  /** Whether the provider is asked to stream. */
  readonly stream: boolean;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly later: Later;
}

export const createAiSdk = (options: AiSdkOptions): Transport =>
  async function* (call) {
    const { clock, later, timeoutMs } = options;
    const leftMs = () => Math.min(timeoutMs, call.untilMs - clock.monotonicMs());
    if (call.signal.aborted) throw aborted(call);
    let silentMs = leftMs();
    if (silentMs <= 0) throw timedOut(call, 0);
    const ending = new AbortController();
    let isLate = false;
    const wait = () =>
      later(silentMs, () => {
        isLate = true;
        ending.abort();
      });
    let stop = wait();
    let text = '';
    try {
      const signal = AbortSignal.any([call.signal, ending.signal]);
      for await (const chunk of chunks(call, signal, options)) {
        stop();
        if (chunk.kind === 'text') text += chunk.text;
        yield chunk;
        silentMs = Math.max(0, leftMs());
        stop = wait();
      }
    } catch (error) {
      if (isLate) throw timedOut(call, silentMs);
      if (!call.signal.aborted) throw classify(error, call.model, clock.now().getTime());
      if (text === '') throw aborted(call);
      yield endOf(call, 'aborted', text);
    } finally {
      stop();
      ending.abort();
    }
  };

async function* chunks(
  call: Call,
  abortSignal: AbortSignal,
  { languageModel, stream }: AiSdkOptions,
): AsyncGenerator<Chunk> {
  const model = await languageModel(call.model.slice(call.model.indexOf(':') + 1));
  const asked = { ...optionsOf(call), abortSignal };
  if (stream) {
    const { stream: parts } = await model.doStream(asked);
    for await (const part of parts) yield* chunksOf(part, call);
    return;
  }
  const { content, finishReason, usage } = await model.doGenerate(asked);
  for (const one of content) {
    const chunk = contentChunk(one);
    if (chunk) yield chunk;
  }
  yield { kind: 'end', reason: finished(finishReason, call), usage: usageOf(usage) };
}

function* chunksOf(part: LanguageModelV4StreamPart, call: Call): Generator<Chunk> {
  if (part.type === 'text-delta') {
    if (part.delta !== '') yield { kind: 'text', text: part.delta };
  } else if (part.type === 'tool-call') {
    const chunk = contentChunk(part);
    if (chunk) yield chunk;
  } else if (part.type === 'error') throw part.error;
  else if (part.type === 'finish')
    yield { kind: 'end', reason: finished(part.finishReason, call), usage: usageOf(part.usage) };
}

/** Throws when the model says that it ended in an error, or does not say why it ended: then something is missing. */
function finished(reason: { readonly unified: string; readonly raw: string | undefined }, { model }: Call): EndReason {
  if (reason.unified === 'error' || reason.raw === undefined)
    throw new ModelError('Garbled', `${model} ended its answer without a reason: it is not whole.`);
  return reasonOf(reason.unified);
}

const aborted = ({ model }: Call): ModelError =>
  new ModelError('Aborted', `The call of ${model} was aborted by whoever made it.`);

const timedOut = ({ model }: Call, ms: number): ModelError =>
  new ModelError(
    'Timeout',
    ms === 0
      ? `There was no time left to call ${model}. Give the function more (timeoutS), or ask for less.`
      : `${model} said nothing for ${Math.round(ms)} ms, or the time of its caller is over. Raise modelTimeoutS or the function's timeoutS, or ask for a shorter answer.`,
  );

const endOf = (call: Call, reason: EndReason, text: string): Chunk => ({
  kind: 'end',
  reason,
  usage: { inputTokens: inputTokensOf(call), outputTokens: estimateTokens(text), estimated: true },
});
