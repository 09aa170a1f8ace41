/**
 * Whether this process has come to rest. The event loop says what it has at hand: turns that are due, files that are read or
 * written. What it cannot say is what lies in a socket, so rest is a number of turns in which nothing came, and after a client
 * was answered a moment of the machine's time, in which it may ask again.
 */
import { machineClock } from '../machine-clock.ts';

/** Turns of the event loop without news, each of which reads what the sockets have. */
const QUIET_TURNS = 3;
/** The same after a request came or was answered: a client in this process reads, thinks, connects and writes. */
const QUIET_TURNS_AFTER_REQUEST = 25;
/** Machine time that a client has after an answer, before the clock moves. */
const CLIENT_MS = 10;
/** Turns that are taken without a pause; a disk that takes longer is looked at once a millisecond. */
const HASTY_TURNS = 200;

export interface Stillness {
  /** A request came or was answered; a client's, or one of a function. */
  stir(client: boolean): void;
  /** Calls back in a later turn: at rest. Once at a time. */
  whenStill(run: () => void): void;
  /** The same, when clients have had their moment. False, and no call, when they have had it. */
  whenClientsHadTime(run: () => void): boolean;
}

/** How many clouds of this process look again in their next turn: that is not work. */
let lookers = 0;

/** Other turns that are due, and requests to the disk or for an address. */
function isBusy(): boolean {
  let turnsDue = 0;
  for (const what of process.getActiveResourcesInfo()) {
    if (what === 'Immediate') turnsDue += 1;
    else if (what.startsWith('FSReq') || what === 'CloseReq' || what.startsWith('GetAddrInfo')) return true;
  }
  return turnsDue > lookers;
}

export function createStillness(): Stillness {
  let quietTurns = 0;
  let needed = QUIET_TURNS;
  let answeredMs = Number.NEGATIVE_INFINITY;

  function whenStill(run: () => void): void {
    quietTurns = 0;
    let turns = 0;
    const lookSoon = (): void => {
      lookers += 1;
      setImmediate(() => {
        lookers -= 1;
        look();
      });
    };
    const look = (): void => {
      turns += 1;
      quietTurns = isBusy() ? 0 : quietTurns + 1;
      if (quietTurns < needed) {
        if (turns < HASTY_TURNS) lookSoon();
        else setTimeout(look, 1);
        return;
      }
      needed = QUIET_TURNS;
      run();
    };
    lookSoon();
  }

  return {
    whenStill,
    stir(client) {
      quietTurns = 0;
      needed = QUIET_TURNS_AFTER_REQUEST;
      if (client) answeredMs = machineClock.monotonicMs();
    },
    whenClientsHadTime(run) {
      const leftMs = answeredMs + CLIENT_MS - machineClock.monotonicMs();
      if (leftMs <= 0) return false;
      needed = QUIET_TURNS_AFTER_REQUEST;
      machineClock.after(leftMs, () => whenStill(run));
      return true;
    },
  };
}
