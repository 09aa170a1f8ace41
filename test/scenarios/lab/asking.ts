/** What an agent of the lab does with a question. */
import type { Tools } from '../../../functions/kit/agent-context.ts';
import type { Answer, AskOptions } from '../../../functions/kit/model/model.ts';
import { type ChatMessage, ModelError } from '../../../functions/kit/model/port.ts';
import { essay, verdict } from './prompts.ts';
import type { LabAnswer } from './system.ts';

interface Question {
  readonly topic: string;
  readonly form: 'verdict' | 'essay' | 'talk';
  readonly shown: boolean;
  readonly stopAfter?: number | undefined;
  readonly times: number;
  readonly turns: number;
  readonly throws: boolean;
}

/** Of the earlier turns of a talk, each. */
const TURN_CHARACTERS = 3_000;

export async function answerAll(question: Question, { model }: Pick<Tools, 'model'>) {
  const answers: LabAnswer[] = [];
  for (let nth = 1; nth <= question.times; nth += 1) {
    try {
      const { value, model: by, reason, truncated, costNanoUsd } = await ask(question, model);
      answers.push({ value, model: by, reason, truncated, costNanoUsd });
    } catch (error) {
      if (question.throws || !(error instanceof ModelError)) throw error;
      answers.push({ code: error.name });
    }
  }
  return [{ type: 'lab.answer', payload: { answers } }] as const;
}

function ask(question: Question, model: Tools['model']): Promise<Answer<unknown>> {
  const { topic, form } = question;
  const options = optionsOf(question);
  if (form === 'verdict') return model.ask(verdict, { topic }, options);
  if (form === 'essay') return model.ask(essay, { topic }, options);
  return model.reply({
    ...{ ...options, system: 'You talk.', messages: talkOf(question), maxOutputTokens: 400 },
    prompt: { id: 'lab/talk', version: 1 },
    offline: () => 'We have talked enough.',
  });
}

function optionsOf({ shown, stopAfter }: Question): AskOptions {
  let seen = 0;
  const onText = (text: string) => {
    seen += text.length;
    return stopAfter !== undefined && seen >= stopAfter ? 'stop' : undefined;
  };
  return shown || stopAfter !== undefined ? { onText } : {};
}

/** The task, so many long turns of both sides, and the latest question. */
const talkOf = ({ topic, turns }: Question): ChatMessage[] => [
  { role: 'user', text: `Let us talk about ${topic}.` },
  ...Array.from({ length: turns }, (_, turn): ChatMessage[] => [
    { role: 'assistant', text: `Answer ${turn}: ${'a'.repeat(TURN_CHARACTERS)}` },
    { role: 'user', text: `Question ${turn}: ${'q'.repeat(TURN_CHARACTERS)}` },
  ]).flat(),
  ...(turns > 0 ? [{ role: 'user', text: 'And what is the end of it?' } as const] : []),
];
