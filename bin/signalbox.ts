#!/usr/bin/env node
/** The command line. `npm start`, `npm run cloud`, `npm run check`. */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import type { Options } from './commands/options.ts';

enableCompileCache(); // keeps the sources without their types: the second start takes half the time

const USAGE = `signalbox start [--once] [--telemetry FILE.csv] [--port 4566] [--data DIR] [--seed N]
    builds, synthesizes, starts the local cloud with the stacks, and plays the fleet's demo;
    then stays up, and takes over what changes in the sources
    --once       ends when every conversation has ended; exit code 1 when one stays open or a message is lost
    --telemetry  streams a data set in C-MAPSS layout instead of the demo
signalbox cloud [--port 4566] [--data DIR]
    starts the bare local cloud, without any stack
signalbox check workflow FILE.json [--json]
    judges a workflow: what would fail or wait in vain, and the most that it can cost; exit code 1 with errors`;

const COMMANDS = {
  start: async (values: Options) => (await import('./commands/start.ts')).start(values),
  cloud: async (values: Options) => (await import('./commands/cloud.ts')).cloud(values),
  check: async (values: Options) => (await import('./commands/check.ts')).check(values),
};

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Error(`--${name} is ${text}; it takes a whole number from 0 to ${most}.`);
}

try {
  const string = { type: 'string' } as const;
  const options = {
    port: string,
    data: string,
    telemetry: string,
    seed: string,
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...subjects] = positionals;
  const command = COMMANDS[name as keyof typeof COMMANDS];
  if (values.help || !command || subjects.length !== (name === 'check' ? 2 : 0)) {
    console.error(USAGE);
    process.exitCode = values.help ? 0 : 2;
  } else {
    const { data, telemetry, once = false, json = false } = values;
    await command({
      data,
      telemetry,
      once,
      json,
      subjects,
      port: wholeNumber('port', values.port ?? '4566', 65_535),
      seed: values.seed === undefined ? undefined : wholeNumber('seed', values.seed, 2 ** 31),
    });
  }
} catch (error) {
  console.error(`signalbox: ${error instanceof Error ? error.message : String(error)}`);
  const isUsage = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (isUsage) console.error(`\n${USAGE}`);
  process.exitCode = isUsage ? 2 : 1;
}
