/** What is wrong with a definition: AWS's code, its sentence, and where. */

export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  /** `/States/Name/Field`. */
  readonly location?: string;
}

export class Report {
  readonly found: Diagnostic[] = [];

  add(location: string, message: string, code = 'SCHEMA_VALIDATION_FAILED'): void {
    this.found.push({ code, message, location: location === '' ? '/' : location });
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
