/** The gate that a definition passes before it becomes a state machine. */
import { invalidDefinition } from '../errors.ts';
import type { MachineType } from '../model.ts';
import { diagnose } from './diagnose.ts';

/** Throws InvalidDefinition with all that is wrong. */
export function accepted(text: string, type: MachineType): void {
  const found = diagnose(text, type);
  if (found.length === 0) return;
  throw invalidDefinition(
    found
      .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`)
      .join(', '),
  );
}
