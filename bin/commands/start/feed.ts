/** What is sent to the fleet: the seeded demo, or a data set. In rounds of one message a vehicle, so that order can be kept. */
import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { NewMessage } from '../../../contracts/message.ts';
import { readCmapss } from '../../../domain/fleet/cmapss.ts';
import { demoFleet } from '../../../domain/fleet/fleet-demo.ts';
import type { Label } from '../../../domain/fleet/simulator.ts';
import { cmapssMessages } from '../../../domain/fleet/telemetry-messages.ts';

export interface Feed {
  readonly title: string;
  /** Messages of a round are of different vehicles; a vehicle's messages stand in the order of its readings. */
  readonly rounds: readonly (readonly NewMessage[])[];
  /** Sent when all rounds are through. */
  readonly afterwards: readonly NewMessage[];
  /** What was injected, where that is known. */
  readonly labels: readonly Label[];
  /** Rows of the file that could not be used, each with its place and why. */
  readonly refused: readonly string[];
}

const WHOLE_DEMO = { vehicles: 8, steps: 120 };

export function demoFeed(seed: number, { vehicles, steps } = WHOLE_DEMO): Feed {
  const demo = demoFleet({ seed, vehicles, steps });
  const rounds = [...demo.steps()].map(({ messages }) => messages.map(({ message }) => message));
  return {
    title: `demo with seed ${seed}: ${vehicles} vehicles, ${steps} readings each`,
    rounds,
    afterwards: demo.feedback,
    labels: demo.labels,
    refused: [],
  };
}

/** Throws when the file is missing or holds no reading. */
export async function dataSetFeed(file: string): Promise<Feed> {
  if (!existsSync(file))
    throw new Error(
      `There is no file ${file}. --telemetry takes a CSV in the layout of C-MAPSS; see docs/reference/fleet-model.md.`,
    );
  const byVehicle = new Map<string, NewMessage[]>();
  const refused: string[] = [];
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const row of cmapssMessages(readCmapss(lines), { source: basename(file) })) {
    if (!row.ok) {
      const { place, field, rule, value } = row.refusal;
      refused.push(`${place}: ${field} ${rule}, but is "${value}"`);
      continue;
    }
    const { id } = (row.message.payload as { vehicle: { id: string } }).vehicle;
    const messages = byVehicle.get(id);
    if (messages) messages.push(row.message);
    else byVehicle.set(id, [row.message]);
  }
  const vehicles = [...byVehicle.values()];
  const longest = Math.max(0, ...vehicles.map(({ length }) => length));
  if (longest === 0) throw new Error(`${file} holds no reading that can be used: ${refused[0] ?? 'it is empty'}.`);
  const rounds = Array.from({ length: longest }, (_, i) => vehicles.flatMap((messages) => messages[i] ?? []));
  const total = vehicles.reduce((sum, { length }) => sum + length, 0);
  return {
    title: `${basename(file)}: ${vehicles.length} vehicles, ${total} readings`,
    rounds,
    afterwards: [],
    labels: [],
    refused,
  };
}
