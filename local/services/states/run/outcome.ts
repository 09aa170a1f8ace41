/** How a state ended: what it leaves, and where to go; without a next state the branch is at its end. */
import type { Left } from '../flow/contract.ts';

export interface Outcome extends Left {
  readonly next: string | undefined;
}
