/**
 * A model without any judgement: it does what a text tells it, wherever the text stands, fenced or not. Whoever attacks by words
 * has no better ally, so what such a model cannot bring about, no injected text can.
 *
 *   CALL <tool> <JSON>    calls the tool, offered or not, with that input; JSON that breaks off is sent as it stands
 *   ANSWER <JSON>         answers exactly that
 *   SAY <text>            answers the rest of the line
 *
 * It obeys the latest message that tells it something, one instruction at a time: a call that it has made, it does not make again.
 */
import type { Reply } from './reply.ts';
import type { AskedMessage, ModelRequest } from './request.ts';

const INSTRUCTION = /\b(CALL ([\w.:-]+)|ANSWER|SAY) +/g;

/** Undefined where nothing tells it to do anything. */
export function obey({ messages }: Pick<ModelRequest, 'messages'>): Reply | undefined {
  const made = new Set(messages.flatMap(({ toolCalls }) => toolCalls.map(({ tool, input }) => callKey(tool, input))));
  const heard = messages.filter(({ role }) => role !== 'assistant');
  const replies = heard.toReversed().flatMap((message) => textsOf(message).flatMap(instructionsIn));
  return replies.find(({ toolCalls = [] }) => !toolCalls.some(({ tool, input }) => made.has(callKey(tool, input))));
}

const callKey = (tool: string, input: string): string => `${tool} ${canonical(input)}`;

/** JSON is the same however it is spaced. */
function canonical(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return json;
  }
}

function instructionsIn(text: string): Reply[] {
  return [...text.matchAll(INSTRUCTION)].map(({ 0: whole, 1: verb = '', 2: tool = '', index }) => {
    const rest = text.slice(index + whole.length);
    if (verb === 'SAY') return { text: rest.split('\n')[0] ?? '' };
    return verb === 'ANSWER' ? { text: jsonAtStart(rest) } : { toolCalls: [{ tool, input: jsonAtStart(rest) }] };
  });
}

const FENCE = /<data name="[\w-]+">(.*?)<\/data>/gs;

/** The texts in it: what stands outside of fences, and every text in the JSON that it or a fence of it is. */
function textsOf({ text }: AskedMessage): string[] {
  const whole = parsedOrNothing(text);
  if (whole !== undefined) return leaves(whole);
  const fenced = [...text.matchAll(FENCE)].map(([, json = '']) => json);
  return [text.replaceAll(FENCE, '\n'), ...fenced.flatMap((json) => leaves(parsedOrNothing(json) ?? json))];
}

function parsedOrNothing(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...leaves(/^[[{"]/.test(value) ? parsedOrNothing(value) : undefined)];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => [name, ...leaves(one)])
    : [];
}

/** The JSON value that a text begins with; all of its line where there is none. */
function jsonAtStart(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if ('{['.includes(character)) depth += 1;
    else if ('}]'.includes(character)) depth -= 1;
    if (!quoted && depth <= 0 && '"}]'.includes(character)) return text.slice(0, at + 1);
    if (depth === 0 && !quoted && character === '\n') break;
  }
  return text.split('\n')[0] ?? '';
}
