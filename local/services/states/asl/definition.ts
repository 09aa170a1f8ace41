/**
 * The Amazon States Language, as it stands in a definition that has been checked. One shape for all state types: which
 * field a type may have is the checker's business (definition/), what a field means is that of types/ and flow/.
 * https://states-language.net/spec.html
 */
import type { Json } from '../../../engine/service.ts';

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly QueryLanguage?: QueryLanguage;
  readonly TimeoutSeconds?: number;
}

export interface Processor extends Machine {
  readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED'; readonly ExecutionType?: string };
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: Json;
}

/** A rule of a Choice state: a comparison of JSONPath, a combination of them, or a condition of JSONata. */
export interface Rule {
  readonly Next?: string;
  readonly Condition?: string | boolean;
  readonly Variable?: string;
  readonly And?: readonly Rule[];
  readonly Or?: readonly Rule[];
  readonly Not?: Rule;
  readonly Assign?: Json;
  readonly Output?: Json;
  readonly [comparison: string]: unknown;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export interface ItemReader {
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ReaderConfig?: {
    readonly InputType?: string;
    readonly Transformation?: string;
    readonly CSVHeaderLocation?: string;
    readonly CSVHeaders?: Json;
    readonly CSVDelimiter?: string;
    readonly ItemsPointer?: string;
    readonly MaxItems?: number | string;
    readonly MaxItemsPath?: string;
    readonly ManifestType?: string;
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly WriterConfig?: { readonly Transformation?: string; readonly OutputType?: string };
}

export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

export interface State {
  readonly Type: StateType;
  readonly QueryLanguage?: QueryLanguage;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Assign?: Json;
  readonly Output?: Json;
  readonly Arguments?: Json;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
  readonly Result?: Json;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly Credentials?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Processor;
  /** What ItemProcessor was called before 2022. */
  readonly Iterator?: Processor;
  readonly Items?: Json;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly ItemBatcher?: {
    readonly MaxItemsPerBatch?: number | string;
    readonly MaxItemsPerBatchPath?: string;
    readonly MaxInputBytesPerBatch?: number | string;
    readonly MaxInputBytesPerBatchPath?: string;
    readonly BatchInput?: Json;
  };
  readonly ItemReader?: ItemReader;
  readonly ResultWriter?: ResultWriter;
  readonly Label?: string;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
}

/** The state machine that a Map state runs for each item. */
export const processorOf = (state: State): Processor => {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) throw new Error('A Map state without ItemProcessor got past the check of its definition.');
  return processor;
};
