/**
 * What the stub answers when it is told nothing else: to a prompt that it knows, exactly what the prompt's own stand-in would. It
 * knows every prompt that ships, and those that it is given.
 *
 * A prompt is found by the schema's name (its id with dashes), or by its system text; what was filled in is read from the fences.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fencedIn, type Prompt } from '../../../functions/kit/model/prompt.ts';
import type { Reply } from './reply.ts';
import type { ModelRequest } from './request.ts';

const ROOT = join(import.meta.dirname, '../../..');
const UNKNOWN = 'This is the stub model server. It does not know this prompt, so it has nothing to say about it.';

/** Prompts of the systems that ship: whatever `functions/agents/**` exports from a file of a prompt's name. */
export async function shippedPrompts(): Promise<Prompt[]> {
  const files = globSync('functions/agents/**/*.v*.ts', { cwd: ROOT }).sort();
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(ROOT, file)).href) as Promise<Readonly<Record<string, unknown>>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isPrompt));
}

const isPrompt = (value: unknown): value is Prompt =>
  typeof value === 'object' && value !== null && 'offline' in value && 'system' in value && 'variables' in value;

const nameOf = ({ id }: Prompt): string => id.replaceAll('/', '-');

export function createAnswers(prompts: readonly Prompt[]): (request: ModelRequest) => Reply {
  return (request) => {
    const prompt = findPrompt(prompts, request);
    if (prompt) return { text: standIn(prompt, request) };
    if (!request.json) return { text: UNKNOWN };
    throw new Error(
      `The stub model server is asked for JSON by a prompt that it does not know (${request.json.name ?? 'no name'}): put it into functions/agents as *.v1.ts, or give it in \`prompts\`.`,
    );
  };
}

function findPrompt(prompts: readonly Prompt[], { json, messages }: ModelRequest): Prompt | undefined {
  const system = messages.find(({ role }) => role === 'system')?.text ?? '';
  const candidates = prompts.filter((prompt) => system.startsWith(prompt.system) || nameOf(prompt) === json?.name);
  // Versions of one prompt share a name; the text tells them apart.
  return (
    candidates.find((prompt) => system.startsWith(prompt.system)) ?? candidates.sort((a, b) => b.version - a.version)[0]
  );
}

function standIn(prompt: Prompt, { messages }: ModelRequest): string {
  const filled = messages.find(({ role }) => role === 'user')?.text ?? '';
  const answer = prompt.offline(prompt.variables.parse(fencedIn(filled)));
  return prompt.output ? JSON.stringify(answer) : String(answer);
}
