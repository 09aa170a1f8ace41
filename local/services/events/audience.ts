/** Who hears the events of each bus, compiled: rules that are enabled and have a pattern, and archives. Holds no state of its own. */
import { compilePattern } from '../../engine/pattern/compile.ts';
import { createRuleIndex, type RuleIndex } from '../../engine/pattern/rule-index.ts';
import type { Archive, Rule } from './model.ts';

export type Listener =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'archive'; readonly name: string };

export interface Audience {
  /** Also to be called when it changed: a rule that is disabled or has no pattern hears nothing. */
  hearRule(rule: Rule): void;
  hearArchive(archive: Archive): void;
  forgetRule(rule: Rule): void;
  forgetArchive(archive: Archive): void;
  /** Undefined when nobody has ever listened on that bus. */
  of(bus: string): RuleIndex<Listener> | undefined;
}

/** Every event has a source. */
const ANY_EVENT = '{"source":[{"exists":true}]}';

export function createAudience(): Audience {
  const indexes = new Map<string, RuleIndex<Listener>>();
  /** The same object for the same listener, for the index files by identity. */
  const listeners = new Map<string, Listener>();

  function listen(bus: string, { kind, name }: Listener, pattern: string | undefined): void {
    const key = `${bus}|${kind}|${name}`;
    const index = indexes.get(bus) ?? createRuleIndex<Listener>();
    indexes.set(bus, index);
    const listener = listeners.get(key) ?? { kind, name };
    if (pattern === undefined) {
      index.delete(listener);
      listeners.delete(key);
    } else {
      listeners.set(key, listener);
      index.set(listener, compilePattern(pattern));
    }
  }

  return {
    hearRule: ({ bus, name, enabled, pattern }) => listen(bus, { kind: 'rule', name }, enabled ? pattern : undefined),
    hearArchive: ({ bus, name, pattern = ANY_EVENT }) => listen(bus, { kind: 'archive', name }, pattern),
    forgetRule: ({ bus, name }) => listen(bus, { kind: 'rule', name }, undefined),
    forgetArchive: ({ bus, name }) => listen(bus, { kind: 'archive', name }, undefined),
    of: (bus) => indexes.get(bus),
  };
}
