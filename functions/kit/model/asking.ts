/**
 * One question, from its messages to a value that keeps the schema:
 *
 *   call ──> tool calls ──> results ──> call, … ──> text ──> value
 *                                                     └── empty, or breaks the schema: once more, with what is wrong ──> value, or an error
 *
 * 1. An answer that was ended early or broke off is a value for free text, as far as it came; for a schema it is an error.
 * 2. The round of repair is not shown to whoever watches.
 */
import type * as z from 'zod';
import type { ModelRef, PromptVersion } from '../../../contracts/model.ts';
import type { LiveText } from './live.ts';
import type { Answer, AskOptions } from './model.ts';
import { type Call, type ChatMessage, ModelError, type Payer, type Transport } from './port.ts';
import { fence } from './prompt.ts';
import { type OnText, type Round, readRound } from './round.ts';
import { invalidOutput, jsonSchemaOf, readOutput } from './structured.ts';
import type { Tally } from './tally.ts';
import { createToolLoop } from './tool-loop.ts';

export interface Question<T> {
  readonly prompt: PromptVersion;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  readonly temperature?: number | undefined;
  /** Absent for free text. */
  readonly schema?: z.ZodType<T> | undefined;
  readonly rehearse: () => string;
}

/** By whom and how a question is asked. */
export interface Voice {
  readonly transport: Transport;
  readonly model: ModelRef;
  readonly payer: Payer;
  readonly declaredTools: readonly string[];
  readonly untilMs: number;
  readonly tally: Tally;
  readonly options: AskOptions;
  readonly live?: LiveText | undefined;
}

/** Of an answer that is sent back to be repaired. */
const MAX_QUOTED_CHARACTERS = 20_000;

export async function answerQuestion<T>(question: Question<T>, voice: Voice): Promise<Answer<T>> {
  const { tally } = voice;
  const rounds = createRounds(question, voice);
  const first = await rounds.next(question.messages, true);
  let { value, wrong } = judge(question, voice, first);
  let { reason } = first;
  if (wrong) {
    tally.tell({ event: 'repaired', model: tally.model() });
    const again = await rounds.next([repairOf(question, first.text, wrong)], false);
    ({ value, wrong } = judge(question, voice, again));
    ({ reason } = again);
  }
  if (wrong === EMPTY)
    throw new ModelError(
      'EmptyOutput',
      `${tally.model()} answered prompt ${question.prompt.id} with nothing, also when it was asked again.`,
    );
  if (wrong) throw invalidOutput(question.prompt.id, wrong);
  const { events, usage, costNanoUsd, totalMs, firstTokenMs = totalMs } = tally.figures();
  return {
    ...{ value: value as T, model: tally.model(), prompt: question.prompt, reason, usage, costNanoUsd },
    ...{ firstTokenMs, totalMs, truncated: events.some(({ event }) => event === 'truncated'), events },
  };
}

/** Calls until one does not ask for tools; each round goes on from what was said in the ones before. */
function createRounds<T>(question: Question<T>, voice: Voice) {
  const { payer, options, tally } = voice;
  const tools = createToolLoop(payer.agent, voice.declaredTools, options.tools);
  const stopped = new AbortController();
  const onText: OnText = (text) => {
    voice.live?.write(text);
    return options.onText?.(text);
  };
  const callOf = (messages: readonly ChatMessage[], isShown: boolean): Call => ({
    model: voice.model,
    messages,
    maxOutputTokens: question.maxOutputTokens,
    temperature: question.temperature,
    output: question.schema && { name: outputName(question.prompt.id), schema: jsonSchemaOf(question.schema) },
    tools: tools.declarations,
    prompt: question.prompt,
    payer,
    shown: isShown && (options.onText !== undefined || voice.live !== undefined),
    signal: options.signal ? AbortSignal.any([stopped.signal, options.signal]) : stopped.signal,
    untilMs: voice.untilMs,
    tell: tally.tell,
    spend: tally.spend,
    firstText: tally.firstText,
    fits: (text) => text.trim() !== '' && (!question.schema || 'value' in readOutput(question.schema, text)),
    rehearse: question.rehearse,
  });
  let messages: readonly ChatMessage[] = [];
  return {
    async next(more: readonly ChatMessage[], isShown: boolean): Promise<Round> {
      messages = [...messages, ...more];
      for (;;) {
        const call = callOf(messages, isShown);
        const round = await readRound(voice.transport, call, isShown ? onText : () => undefined, () => stopped.abort());
        tally.use(round.usage);
        if (round.toolCalls.length === 0 || isBrokenOff(round)) return round;
        const results = await tools.answer(round.toolCalls, tally.model(), tally.tell);
        messages = [...messages, { role: 'assistant', text: round.text, toolCalls: round.toolCalls }, ...results];
      }
    },
  };
}

/** `studio/design` is called `studio-design` where only letters, digits and dashes may stand. */
const outputName = (prompt: string): string => prompt.replaceAll('/', '-');

const isBrokenOff = ({ reason }: Round): boolean => reason === 'cut' || reason === 'aborted';

const EMPTY: readonly string[] = ['The answer is empty.'];

/** The value, or what is wrong with the answer in words for the model. Throws what no second round can repair. */
function judge<T>(
  { schema, prompt }: Question<T>,
  { tally }: Voice,
  round: Round,
): { value?: T; wrong?: readonly string[] } {
  const { text, reason } = round;
  if (reason === 'content-filter' && (schema || text === ''))
    throw new ModelError(
      'ContentFiltered',
      `The content filter of ${tally.model()} stopped the answer to ${prompt.id}.`,
    );
  if (!schema) return text.trim() === '' && !isBrokenOff(round) ? { wrong: EMPTY } : { value: text as T };
  if (reason === 'aborted')
    throw new ModelError('Aborted', `The answer to ${prompt.id} was ended before it was whole.`);
  if (text.trim() === '') return { wrong: EMPTY };
  const read = readOutput(schema, text);
  if ('value' in read) return { value: read.value };
  if (reason === 'cut') throw brokenOff(prompt.id, tally);
  return { wrong: reason === 'length' ? [...read.breaches, TOO_LONG] : read.breaches };
}

const TOO_LONG = 'It was cut off because it was too long: answer in fewer words.';

function brokenOff(prompt: string, tally: Tally): ModelError {
  const cut = tally.figures().events.findLast((one) => one.event === 'cut');
  const code = cut?.code ?? 'ConnectionFailed';
  return new ModelError(code, `The answer of ${tally.model()} to ${prompt} broke off before it was whole; ask again.`);
}

function repairOf<T>({ schema }: Question<T>, text: string, wrong: readonly string[]): ChatMessage {
  if (!schema || wrong === EMPTY) return { role: 'user', text: 'Your answer was empty. Answer the task above now.' };
  return {
    role: 'user',
    text: [
      'You answered before, and the answer breaks the form that was asked for. Repair its form and answer with nothing but JSON of this schema:',
      JSON.stringify(jsonSchemaOf(schema)),
      fence('answer-before', text.slice(0, MAX_QUOTED_CHARACTERS)),
      fence('breaches', wrong),
    ].join('\n\n'),
  };
}
