/** The port's words in those of the AI SDK's provider interface, and back. https://github.com/vercel/ai/tree/main/packages/provider/src/language-model/v4 */
import type {
  JSONSchema7,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4Message,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { END_REASONS, type EndReason, type Usage } from '../../../../contracts/model.ts';
import type { Call, ChatMessage, Chunk } from '../port.ts';

export function optionsOf(call: Call): LanguageModelV4CallOptions {
  const { messages, maxOutputTokens, temperature, output, tools } = call;
  return {
    prompt: promptOf(messages),
    maxOutputTokens,
    ...(temperature !== undefined && { temperature }),
    ...(output && {
      responseFormat: { type: 'json', schema: output.schema as JSONSchema7, name: output.name } as const,
    }),
    ...(tools?.length && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function' as const,
        ...{ name, description, inputSchema: inputSchema as JSONSchema7 },
      })),
      toolChoice: { type: 'auto' } as const,
    }),
    // What breaks the schema is repaired here; a strict server refuses schemas with optional parts before it tries.
    providerOptions: { openaiCompatible: { strictJsonSchema: false } },
  };
}

/** Results of tools that were called together stand in one message. */
function promptOf(messages: readonly ChatMessage[]): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = [];
  for (const message of messages) {
    const before = prompt.at(-1);
    if (message.role === 'tool' && before?.role === 'tool') before.content.push(resultPart(message));
    else prompt.push(messageOf(message));
  }
  return prompt;
}

function messageOf(message: ChatMessage): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: message.text }] };
    case 'tool':
      return { role: 'tool', content: [resultPart(message)] };
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...(message.toolCalls ?? []).map(({ callId: toolCallId, tool: toolName, input }) => ({
            type: 'tool-call' as const,
            ...{ toolCallId, toolName, input: jsonOf(input) },
          })),
        ],
      };
  }
}

const resultPart = ({ callId, tool, result }: ChatMessage & { role: 'tool' }) => ({
  type: 'tool-result' as const,
  toolCallId: callId,
  toolName: tool,
  output: { type: 'text' as const, value: typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null') },
});

/** Providers take an object; what a model wrote that is none goes back to it as a text in one. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { text };
  }
}

/** Undefined for what the port has no word for: reasoning, sources, files. */
export function contentChunk(content: LanguageModelV4Content): Chunk | undefined {
  if (content.type === 'text') return content.text === '' ? undefined : { kind: 'text', text: content.text };
  if (content.type !== 'tool-call') return undefined;
  return { kind: 'tool-call', callId: content.toolCallId, tool: content.toolName, input: content.input };
}

export const reasonOf = (unified: string): EndReason => END_REASONS.find((one) => one === unified) ?? 'other';

/** Missing figures are NaN here; bounded.ts puts estimates in their place. */
export const usageOf = ({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage => ({
  inputTokens: inputTokens.total ?? Number.NaN,
  outputTokens: outputTokens.total ?? Number.NaN,
});
