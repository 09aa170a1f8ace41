/**
 * What the analyst remembers of each vehicle, read and written safely while messages of one vehicle come at once.
 *
 * 1. Within an environment, a vehicle's messages are worked off together: those that wait are put in the order of their readings,
 *    and all of them cost one write.
 * 2. Between environments, the write is conditional: who loses reads what the other wrote, and judges again.
 * 3. What is kept in this environment saves the read; it is never trusted further than the condition of the write.
 */
import { analyse } from '../../../../domain/fleet/analyse.ts';
import type { Analysis } from '../../../../domain/fleet/analysis.ts';
import type { LifeModel } from '../../../../domain/fleet/life-model.ts';
import { positionOf, type Reading } from '../../../../domain/fleet/readings.ts';
import { packState, unpackState, type VehicleState } from '../../../../domain/fleet/state.ts';
import type { State } from '../../../kit/state.ts';

export interface VehicleMemory {
  /** Judges the readings of one vehicle, and remembers them. At least one reading. */
  analyse(readings: readonly Reading[], state: State): Promise<Analysis>;
}

interface Known {
  readonly state: VehicleState | undefined;
  readonly version: number;
}

interface Waiting {
  readonly readings: readonly Reading[];
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: unknown) => void;
}

const PARTITION = 'vehicle';
const ROW = 'state';
const TRIES = 10;
/** About 5 kB each as objects. */
const VEHICLES_KEPT = 2_000;

export function createVehicleMemory(model: LifeModel): VehicleMemory {
  const kept = new Map<string, Known>();
  const lines = new Map<string, Waiting[]>();

  async function workOff(vehicleId: string, line: Waiting[], state: State): Promise<void> {
    while (line.length > 0) {
      const now = line.splice(0).sort((one, other) => startOf(one.readings) - startOf(other.readings));
      try {
        const analyses = await judge(vehicleId, now, state);
        now.forEach(({ resolve, reject }, i) => {
          const analysis = analyses[i];
          if (analysis) resolve(analysis);
          else reject(new Error(`Vehicle ${vehicleId} got no analysis for message ${i} of ${now.length}.`));
        });
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    lines.delete(vehicleId);
  }

  async function judge(vehicleId: string, waiting: readonly Waiting[], state: State): Promise<Analysis[]> {
    const partition = `${PARTITION}#${vehicleId}`;
    let known = kept.get(vehicleId);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const isFresh = known === undefined;
      known ??= await read(state, partition);
      const { after, analyses } = judged(known.state, waiting, model);
      const learned = analyses.filter(({ readings }) => readings.used > 0).length;
      // What tells nothing new may only seem so because what is kept here is old: that is judged on a fresh read.
      if (isFresh && learned === 0) return analyses;
      if (isFresh || learned === analyses.length) {
        if (await state.put(partition, ROW, packState(after), { ifVersion: known.version })) {
          keep(vehicleId, { state: after, version: known.version + 1 });
          return analyses;
        }
      }
      known = undefined; // another environment was here: what is kept is old
    }
    throw new Error(
      `Vehicle ${vehicleId} was changed by others ${TRIES} times running; its messages are handled again.`,
    );
  }

  function keep(vehicleId: string, known: Known): void {
    kept.delete(vehicleId);
    kept.set(vehicleId, known);
    const oldest = kept.keys().next();
    if (kept.size > VEHICLES_KEPT && !oldest.done) kept.delete(oldest.value);
  }

  return {
    analyse: (readings, state) =>
      new Promise((resolve, reject) => {
        const vehicleId = readings[0]?.vehicleId ?? '';
        const line = lines.get(vehicleId);
        if (line) {
          line.push({ readings, resolve, reject });
          return;
        }
        const started: Waiting[] = [{ readings, resolve, reject }];
        lines.set(vehicleId, started);
        // After the other messages of this batch have joined the line.
        queueMicrotask(() => void workOff(vehicleId, started, state));
      }),
  };
}

async function read(state: State, partition: string): Promise<Known> {
  const entry = await state.get<string>(partition, ROW);
  return { state: entry && unpackState(entry.value), version: entry?.version ?? 0 };
}

/** Judges message by message; the state is that after the last. */
function judged(before: VehicleState | undefined, waiting: readonly Waiting[], model: LifeModel) {
  let after = before;
  const analyses = waiting.map(({ readings }) => {
    const result = analyse(after, readings, model);
    after = result.state;
    return result.analysis;
  });
  if (!after) throw new Error('No message was given to judge.');
  return { after, analyses };
}

const startOf = ([first]: readonly Reading[]): number => (first ? positionOf(first) : 0);
