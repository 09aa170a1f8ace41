/** The one way a service refuses: AWS's error code, its sentence, and the HTTP status that AWS gives it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Error code of the old query protocol, where AWS still sends it in `x-amzn-query-error` (SQS). */
  readonly queryCode: string | undefined;
  /** Further members of the error's shape. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; queryCode?: string; members?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
    this.members = options.members ?? {};
  }
}

/** Refuses by name what the local cloud does not do. 4xx, because SDKs retry a 5xx. */
export function unsupported(
  what: string,
  remedy = 'It is not built in the local cloud; leave it out or run against AWS.',
): AwsError {
  return new AwsError('UnsupportedOperation', `${what} is not supported by the local cloud. ${remedy}`, {
    status: 400,
  });
}
