/** Inside the worker: what a function threw, as the Node.js runtime reports it. */

export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error of the runtime itself: `Runtime.ImportModuleError` and its like. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html. What is not an Error is told by its kind. */
export function describe(thrown: unknown): ErrorReport {
  try {
    if (isError(thrown)) {
      return {
        errorType: String(thrown.name ?? 'Error'),
        errorMessage: String(thrown.message ?? ''),
        trace: typeof thrown.stack === 'string' ? thrown.stack.split('\n') : [],
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'The function threw something that cannot be described.', trace: [] };
  }
}

/** Errors of other realms are no instances of ours. */
const isError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error ||
  (typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown && 'stack' in thrown);
