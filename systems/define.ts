/**
 * A system, declared once: its messages, its channels, its agents. Everything else is derived from it: types in handlers,
 * rules and queues, permissions, the registry's first rows, documents.
 *
 * 1. Every message type travels on exactly one channel, so a publish names the type alone.
 * 2. Every channel has a sender and a subscriber.
 * 3. Names are `system.agent`, `system.word.word`; the platform's own are `platform.…` and `system.…`.
 */
import type * as z from 'zod';
import type { AgentDefinition, ChannelDefinition, System } from '../contracts/system.ts';
import { checkSystem } from '../domain/system.ts';

/** Declares a system. Throws when a rule is broken, with every breach named. */
export function defineSystem<
  const Messages extends Readonly<Record<string, z.ZodType>>,
  const Channels extends Readonly<Record<string, ChannelDefinition<keyof Messages & string>>>,
  const Agents extends Readonly<Record<string, AgentDefinition<keyof Channels & string, keyof Messages & string>>>,
>(
  system: System<Messages, Channels, Agents> & { readonly inputs: readonly (keyof Channels & string)[] },
): System<Messages, Channels, Agents> {
  const breaches = checkSystem(system);
  if (breaches.length) throw new Error(`System ${system.name} is not sound:\n- ${breaches.join('\n- ')}`);
  return system;
}
