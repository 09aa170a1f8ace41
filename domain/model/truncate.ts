/**
 * What is left out of a conversation that is longer than a model's context: its middle. Pure; counts by tokens.ts, on the safe side.
 *
 * 1. System messages, the first user message (the task) and the last turn stay, whatever is dropped.
 * 2. Then as many of the latest turns as fit, without a gap between them.
 * 3. A tool call and its results are one turn: they stay or go together.
 */
import { estimateTokens } from './tokens.ts';

/** What is counted of a message; those of the model port fit. */
export interface Counted {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text?: string;
  readonly toolCalls?: readonly { readonly tool: string; readonly input: string }[];
  readonly result?: unknown;
}

export interface Truncated<M> {
  readonly messages: readonly M[];
  /** What was left out. */
  readonly left: { readonly messages: number; readonly tokens: number };
}

/** Role and separators. */
const TOKENS_AROUND_A_MESSAGE = 4;

function messageTokens({ text = '', toolCalls = [], result }: Counted): number {
  const calls = toolCalls.map(({ tool, input }) => `${tool}${input}`).join('');
  return estimateTokens(`${text}${calls}${JSON.stringify(result) ?? ''}`) + TOKENS_AROUND_A_MESSAGE;
}

const sum = (messages: readonly Counted[]): number =>
  messages.reduce((total, message) => total + messageTokens(message), 0);

/** All that is sent: messages, tools, the schema of the answer. */
export const inputTokensOf = ({
  messages,
  tools = [],
  output,
}: {
  readonly messages: readonly Counted[];
  readonly tools?: readonly object[] | undefined;
  readonly output?: object | undefined;
}): number => sum(messages) + (tools.length > 0 || output ? estimateTokens(JSON.stringify([tools, output])) : 0);

/**
 * At most so many tokens, or undefined when what must stay is more than that. Nothing is left out of what fits.
 * @param marker the message that stands where so many others were left out
 */
export function truncate<M extends Counted>(
  messages: readonly M[],
  mostTokens: number,
  marker: (left: number) => M,
): Truncated<M> | undefined {
  if (sum(messages) <= mostTokens) return { messages, left: { messages: 0, tokens: 0 } };
  const system = messages.filter(({ role }) => role === 'system');
  const turns = turnsOf(messages.filter(({ role }) => role !== 'system'));
  const task = turns.findIndex(([first]) => first?.role === 'user');
  const last = turns.length - 1;
  const stays = [...system, ...(turns[task] ?? []), marker(messages.length)];
  let tokens = sum(stays) + (last === task ? 0 : sum(turns[last] ?? []));
  if (tokens > mostTokens) return undefined;
  let from = Math.max(last, task + 1);
  for (; from > task + 1; from--) {
    const more = sum(turns[from - 1] ?? []);
    if (tokens + more > mostTokens) break;
    tokens += more;
  }
  const gone = turns.filter((_, at) => at !== task && at < from).flat();
  return {
    messages: [...system, ...(turns[task] ?? []), marker(gone.length), ...turns.slice(from).flat()],
    left: { messages: gone.length, tokens: sum(gone) },
  };
}

/** Each message by itself, but the results of tools with the message that called them. */
function turnsOf<M extends Counted>(messages: readonly M[]): M[][] {
  const turns: M[][] = [];
  for (const message of messages) {
    const before = turns.at(-1);
    if (message.role === 'tool' && before) before.push(message);
    else turns.push([message]);
  }
  return turns;
}
