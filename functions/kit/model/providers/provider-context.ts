/** What every provider works with: time, and one kept client for each server. */
import type { Clock, Later } from '../../clock.ts';
import type { Pool } from '../pool.ts';

export interface ProviderContext {
  readonly clock: Clock;
  readonly later: Later;
  /** One for each server, kept. */
  readonly poolFor: (server: string) => Pool;
}
