/** What the Lambda service remembers: functions with their versions and aliases, and event source mappings. Types only. */

/** Where a version's files come from: a zip in the store by its hash, or a folder that a deployment brought. */
export type CodeSource =
  | { readonly kind: 'zip'; readonly sha256: string }
  | { readonly kind: 'folder'; readonly sha256: string; readonly path: string };

export interface Logging {
  readonly format: 'Text' | 'JSON';
  readonly group: string;
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

/** One configuration with its code: `$LATEST`, or a published number that never changes again. */
export interface FunctionVersion {
  readonly name: string;
  readonly version: string;
  /** ARN of the function, unqualified. */
  readonly functionArn: string;
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly timeoutS: number;
  readonly memoryMb: number;
  readonly ephemeralMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly architectures: readonly ('arm64' | 'x86_64')[];
  readonly deadLetterArn?: string;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logging: Logging;
  readonly kmsKeyArn?: string;
  readonly code: CodeSource;
  readonly codeSha256: string;
  readonly codeBytes: number;
  readonly lastModifiedMs: number;
  /** Changes with every change of configuration or code. */
  readonly revisionId: string;
}

export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Share of invokes that goes to another version: version to weight in [0, 1]. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** How asynchronous invokes are retried and where their outcome goes. Members that were not set are absent. */
export interface InvokeConfig {
  readonly maximumRetries?: number;
  readonly maximumAgeS?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly lastModifiedMs: number;
}

/** Who may call a function's URL from which web pages. https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html */
export interface UrlCors {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly string[] | undefined;
  readonly AllowMethods?: readonly string[] | undefined;
  readonly AllowOrigins?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAge?: number | undefined;
}

/** The HTTP address of a function or of one of its aliases. */
export interface UrlConfig {
  /** The first label of the address. */
  readonly id: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly cors?: UrlCors;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
}

/** A statement of a resource policy, as AWS prints it. */
export type PolicyStatement = Readonly<Record<string, unknown>> & { readonly Sid: string };

export interface LambdaFunction {
  readonly name: string;
  readonly latest: FunctionVersion;
  readonly versions: Readonly<Record<string, FunctionVersion>>;
  /** The number that the next published version gets; numbers are never used twice. */
  readonly nextVersion: number;
  readonly aliases: Readonly<Record<string, Alias>>;
  readonly reservedConcurrency?: number;
  /** Qualifier to its statements; the function itself is `$LATEST`. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
  readonly invokeConfigs: Readonly<Record<string, InvokeConfig>>;
  /** By qualifier, as the policies. */
  readonly urls?: Readonly<Record<string, UrlConfig>>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Creating ─> Enabled <─> (Disabling, Enabling) <─> Disabled; Updating returns to where it was; Deleting ends it.
 * States that end in -ing settle in the next turn.
 */
export type MappingState = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting';

export interface Mapping {
  readonly uuid: string;
  readonly functionName: string;
  readonly qualifier?: string;
  readonly sourceArn: string;
  readonly batchSize: number;
  readonly windowS: number;
  readonly reportsItemFailures: boolean;
  /** Event patterns as JSON text. */
  readonly filters: readonly string[];
  readonly maximumConcurrency?: number;
  readonly enabled: boolean;
  readonly state: MappingState;
  readonly lastModifiedMs: number;
  readonly tags: Readonly<Record<string, string>>;
}
