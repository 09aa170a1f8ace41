/**
 * What the verifier says of a definition: one finding for each thing that would go wrong, with the step and the remedy; and the
 * environment that a definition is judged in. An `error` is certain to fail or to wait in vain; a `warning` is legal and unwise.
 */

import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import type { Catalogue } from '../../catalogue.ts';

export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Stable, for machines: `UnknownVariable`, `StepCycle` … */
  readonly code: string;
  readonly step?: string;
  /** What is wrong, and where. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

export interface VerifierEnv {
  readonly catalogue: Catalogue;
  /** The other workflows of the stage, for those that this one starts, by step or by message. */
  readonly workflows: ReadonlyMap<string, WorkflowDefinition>;
  /** ISO 8601. Without it, nothing is said of times that have passed. */
  readonly now?: string;
  /** It is declared by the platform's own system, and may say what the platform alone says. */
  readonly isOfPlatform?: boolean;
}

/** Where checks put what they find. */
export interface Report {
  readonly error: (code: string, step: string | undefined, message: string, remedy: string) => void;
  readonly warning: (code: string, step: string | undefined, message: string, remedy: string) => void;
  readonly findings: readonly Finding[];
}

export function createReport(): Report {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const add =
    (severity: Finding['severity']) => (code: string, step: string | undefined, message: string, remedy: string) => {
      const key = `${code}\n${step}\n${message}`;
      if (seen.has(key)) return;
      seen.add(key);
      findings.push({ severity, code, ...(step !== undefined && { step }), message, remedy });
    };
  return { error: add('error'), warning: add('warning'), findings };
}

const QUOTED = 8;
/** `a, b or c`, for sentences; the first few of many. */
export function choices(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return 'nothing';
  if (all.length > QUOTED) return `${all.slice(0, QUOTED).join(', ')} or ${all.length - QUOTED} more`;
  return all.length === 1 ? `${all[0]}` : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}
