/**
 * What a client asks of a model, in the stub's own words, whichever protocol it spoke.
 *
 * OpenAI's members: https://platform.openai.com/docs/api-reference/chat/create
 * Ollama's: https://docs.ollama.com/api/chat
 */
import * as z from 'zod';

export type Protocol = 'openai' | 'ollama';

export interface AskedMessage {
  readonly role: string;
  readonly text: string;
  readonly toolCalls: readonly AskedToolCall[];
}

export interface AskedToolCall {
  readonly tool: string;
  /** JSON text. */
  readonly input: string;
}

export interface ModelRequest {
  readonly protocol: Protocol;
  readonly model: string;
  readonly messages: readonly AskedMessage[];
  /** Names of the tools that the client offers. */
  readonly tools: readonly string[];
  /** The answer is to be JSON; OpenAI's protocol gives the schema a name. */
  readonly json?: { readonly name?: string | undefined; readonly schema?: unknown };
  readonly stream: boolean;
  readonly maxTokens: number | undefined;
  readonly includeUsage: boolean;
}

const argumentsOf = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
]);
const text = z.union([
  z.string(),
  z.null().transform(() => ''),
  z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? '').join('')),
]);
const message = z
  .looseObject({
    role: z.string(),
    content: text.default(''),
    tool_calls: z
      .array(z.looseObject({ function: z.looseObject({ name: z.string(), arguments: argumentsOf }) }))
      .default([]),
  })
  .transform(
    ({ role, content, tool_calls }): AskedMessage => ({
      role,
      text: content,
      toolCalls: tool_calls.map(({ function: called }) => ({ tool: called.name, input: called.arguments })),
    }),
  );
const tools = z
  .array(z.looseObject({ function: z.looseObject({ name: z.string() }) }))
  .default([])
  .transform((all) => all.map((tool) => tool.function.name));
const jsonSchema = z.looseObject({ name: z.string(), schema: z.unknown() });

export const openAiRequest = z
  .looseObject({
    model: z.string(),
    messages: z.array(message).min(1),
    tools,
    stream: z.boolean().default(false),
    max_tokens: z.int().min(1).optional(),
    max_completion_tokens: z.int().min(1).optional(),
    stream_options: z.looseObject({ include_usage: z.boolean().default(false) }).optional(),
    response_format: z
      .discriminatedUnion('type', [
        z.looseObject({ type: z.literal('text') }),
        z.looseObject({ type: z.literal('json_object') }),
        z.looseObject({ type: z.literal('json_schema'), json_schema: jsonSchema }),
      ])
      .optional(),
  })
  .transform(
    ({ model, messages, tools, stream, max_tokens, max_completion_tokens, stream_options, response_format: format }) =>
      ({
        protocol: 'openai',
        ...{ model, messages, tools, stream },
        ...(format?.type === 'json_object' && { json: {} }),
        ...(format?.type === 'json_schema' && {
          json: { name: format.json_schema.name, schema: format.json_schema.schema },
        }),
        maxTokens: max_completion_tokens ?? max_tokens,
        includeUsage: stream_options?.include_usage ?? false,
      }) satisfies ModelRequest,
  );

export const ollamaRequest = z
  .looseObject({
    model: z.string(),
    messages: z.array(message).default([]),
    tools,
    stream: z.boolean().default(true),
    format: z.union([z.literal('json'), z.literal(''), z.record(z.string(), z.unknown())]).optional(),
    options: z.looseObject({ num_predict: z.int().optional() }).optional(),
  })
  .transform(
    ({ model, messages, tools, stream, format, options }) =>
      ({
        protocol: 'ollama',
        ...{ model, messages, tools, stream },
        ...(format && { json: format === 'json' ? {} : { schema: format } }),
        // -1 and -2 mean: without end, and to the end of the context. https://docs.ollama.com/modelfile
        maxTokens: options?.num_predict !== undefined && options.num_predict > 0 ? options.num_predict : undefined,
        includeUsage: true,
      }) satisfies ModelRequest,
  );
