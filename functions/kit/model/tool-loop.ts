/**
 * Tools that a model calls. A model runs nothing: it asks, and this decides.
 *
 * 1. A tool runs when the agent's declaration names it and the agent handed it over for this question; both, or it is refused.
 * 2. Its input is parsed by its schema first; what breaks it is told to the model, and nothing runs.
 * 3. What a tool gives back is data for the model, fenced like any other.
 */
import * as z from 'zod';
import type { ModelEvent, ModelRef } from '../../../contracts/model.ts';
import type { Tool } from './model.ts';
import { type ChatMessage, ModelError, type ToolCall, type ToolDeclaration } from './port.ts';
import { fence } from './prompt.ts';
import { jsonSchemaOf } from './structured.ts';

/** Of one question, refused ones counted. */
const MAX_TOOL_CALLS = 8;
const MAX_RESULT_CHARACTERS = 50_000;

export interface ToolLoop {
  readonly declarations: readonly ToolDeclaration[] | undefined;
  /** What is said to the model about its calls, in order. Throws when there were too many, or when a tool throws. */
  answer(calls: readonly ToolCall[], model: ModelRef, tell: (event: ModelEvent) => void): Promise<ChatMessage[]>;
}

/** Throws when a tool is handed over that the agent's declaration does not name. */
export function createToolLoop(agent: string, declared: readonly string[], tools: readonly Tool[] = []): ToolLoop {
  const undeclared = tools.find(({ name }) => !declared.includes(name));
  if (undeclared)
    throw new ModelError(
      'ToolNotAllowed',
      `${agent} may not give the tool ${undeclared.name} to a model: name it in model.tools of its declaration.`,
    );
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  let called = 0;

  async function resultOf({ tool: name, input }: ToolCall, model: ModelRef, tell: (event: ModelEvent) => void) {
    const tool = byName.get(name);
    if (!tool) {
      tell({ event: 'tool-refused', model, tool: shortName(name) });
      const there = [...byName.keys()].join(', ') || 'none';
      return { error: `There is no such tool here, and nothing was done. Tools: ${there}.` };
    }
    const parsed = tool.input.safeParse(jsonOf(input));
    if (!parsed.success) {
      tell({ event: 'tool-refused', model, tool: name });
      return { error: `The input breaks the tool's schema, and nothing was done: ${z.prettifyError(parsed.error)}` };
    }
    tell({ event: 'tool-called', model, tool: name });
    return await tool.run(parsed.data);
  }

  return {
    declarations:
      tools.length === 0
        ? undefined
        : tools.map(({ name, description, input }) => ({ name, description, inputSchema: jsonSchemaOf(input) })),
    async answer(calls, model, tell) {
      const messages: ChatMessage[] = [];
      for (const call of calls) {
        called += 1;
        if (called > MAX_TOOL_CALLS)
          throw new ModelError(
            'TooManyToolCalls',
            `${model} called tools more than ${MAX_TOOL_CALLS} times for one question of ${agent}; it was ended there.`,
          );
        messages.push({
          role: 'tool',
          callId: call.callId,
          tool: call.tool,
          result: fenced(await resultOf(call, model, tell)),
        });
      }
      return messages;
    },
  };
}

function fenced(result: unknown): string {
  const text = fence('result', result);
  if (text.length <= MAX_RESULT_CHARACTERS) return text;
  return fence('result', { error: `The result has ${text.length} characters, too many; ask for less.` });
}

/** A model makes up names as it likes; in the history they are names, not texts. */
const shortName = (name: string): string => name.replace(/[^\w.-]/g, '?').slice(0, 64);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text) as unknown;
  } catch {
    return undefined;
  }
}
