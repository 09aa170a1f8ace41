/** What taking answers works with, and how large a step's output may be. */
import type { Message } from '../../../contracts/message.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../observe.ts';
import type { Payloads } from '../payloads.ts';
import type { StepsTable } from './steps-table.ts';
import type { Tokens } from './tokens.ts';

/** What a step may give. The state of an execution has room for 256 KiB, and holds more than one output. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LONGEST_OUTPUT_BYTES = 200 * 1024;

export interface AnswersDeps {
  readonly table: StepsTable;
  readonly tokens: Tokens;
  readonly catalogue: Catalogue;
  readonly payloads: Payloads;
  /** Sends word of an answer that came after the end. */
  readonly tellLate: (message: Message) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** `signalbox-dev` */
  readonly prefix: string;
}
