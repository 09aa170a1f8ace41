/**
 * The Model that agents have: a prompt and its variables become a call, the call's chunks become an answer that keeps its schema.
 * Owns experiments, the order of calls, and the report of each. What happens between call and answer is in asking.ts; what happens to
 * one call, in the layers.
 */
import type * as z from 'zod';
import type { CallReport, ModelRef, PromptVersion } from '../../../contracts/model.ts';
import { drawVariant } from '../../../domain/model/experiment.ts';
import type { Clock } from '../clock.ts';
import { answerQuestion, type Question, type Voice } from './asking.ts';
import type { LiveText } from './live.ts';
import type { Answer, AskOptions, Experiment, Model } from './model.ts';
import { ModelError, type Payer, type Transport } from './port.ts';
import { messagesOf, type Prompt } from './prompt.ts';
import { createTally, type Tally } from './tally.ts';

export interface ModelDeps {
  /** The layers for the n-th question, from 1, that may be answered by these models. */
  readonly transport: (n: number, models: readonly ModelRef[]) => Transport;
  readonly payer: Payer;
  /** In the order of fallback, unless a question names others. */
  readonly models: readonly ModelRef[];
  /** Tools that the agent's declaration names. */
  readonly tools: readonly string[];
  /** When there is no more time; of the clock's monotonicMs(). */
  readonly untilMs: number;
  readonly clock: Clock;
  /** Keeps and measures what a question came to. */
  readonly keep: (report: CallReport, n: number) => Promise<void>;
  /** Where text is shown that is asked for `live`. */
  readonly live?: (() => LiveText) | undefined;
}

export function createModel(deps: ModelDeps): Model {
  let asked = 0;

  async function answer<T>(question: Question<T>, models: readonly ModelRef[], options: AskOptions) {
    asked += 1;
    const n = asked;
    const [model] = models;
    if (!model) throw new ModelError('UnknownModel', `${deps.payer.agent} asked without a model: name one in models.`);
    const tally = createTally(deps.clock, model);
    const live = options.live ? deps.live?.() : undefined;
    const voice: Voice = {
      transport: deps.transport(n, models),
      ...{ model, payer: deps.payer, declaredTools: deps.tools, untilMs: deps.untilMs, tally, options, live },
    };
    try {
      const answered = await answerQuestion(question, voice);
      await deps.keep(report(tally, question.prompt, outcomeOf(answered)), n);
      return answered;
    } catch (error) {
      const code = error instanceof ModelError ? { code: error.name } : {};
      const outcome = error instanceof ModelError && error.name === 'Aborted' ? 'aborted' : 'failed';
      await deps.keep(report(tally, question.prompt, { outcome, ...code }), n);
      throw error;
    } finally {
      await live?.end();
    }
  }

  const report = (tally: Tally, prompt: PromptVersion, outcome: Pick<CallReport, 'outcome' | 'code'>): CallReport => ({
    agent: deps.payer.agent,
    conversation: deps.payer.conversation,
    prompt,
    ...tally.figures(),
    ...outcome,
  });

  return {
    async ask(asking, variables, options = {}) {
      const { prompt, variant, models } = promptOf(asking, deps.payer.conversation);
      const question = questionOf(prompt, variables, variant);
      return await answer(question, options.models ?? models ?? deps.models, options);
    },
    async reply({ system, messages, prompt, maxOutputTokens, offline, ...options }) {
      const question: Question<string> = {
        prompt,
        messages: [{ role: 'system', text: system }, ...messages],
        maxOutputTokens,
        rehearse: offline,
      };
      return await answer(question, options.models ?? deps.models, options);
    },
  };
}

const outcomeOf = ({ reason }: Answer<unknown>): Pick<CallReport, 'outcome'> => ({
  outcome: reason === 'cut' || reason === 'aborted' ? reason : 'answered',
});

function questionOf<V extends z.ZodObject, O extends z.ZodType>(
  prompt: Prompt<V, O>,
  variables: z.input<V>,
  variant: string | undefined,
): Question<z.output<O>> {
  const filled = prompt.variables.parse(variables);
  const { id, version, output, maxOutputTokens, temperature, offline } = prompt;
  return {
    prompt: { id, version, ...(variant !== undefined && { variant }) },
    messages: messagesOf(prompt, variables),
    schema: output as z.ZodType<z.output<O>> | undefined,
    rehearse: () => (output ? JSON.stringify(offline(filled)) : String(offline(filled))),
    ...{ maxOutputTokens, temperature },
  };
}

function promptOf<V extends z.ZodObject, O extends z.ZodType>(
  asking: Prompt<V, O> | Experiment<V, O>,
  conversation: string,
) {
  if (!('experiment' in asking)) return { prompt: asking, variant: undefined, models: undefined };
  const { name, prompt, models } = drawVariant(asking.experiment, conversation, asking.variants);
  return { prompt, variant: `${asking.experiment}/${name}`, models };
}
