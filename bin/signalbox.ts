#!/usr/bin/env node
/** The command line. `npm start`, `npm run cloud`, `npm run check`. */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import type { Options } from './commands/options.ts';

enableCompileCache(); // keeps the sources without their types: the second start takes half the time

const USAGE = `signalbox start [--system fleet] [--once] [--telemetry FILE.csv] [--port 4566] [--data DIR] [--seed N]
    builds, synthesizes, starts the local cloud with the stacks, and plays the demo of a system;
    then stays up, and takes over what changes in the sources
    --system     whose demo: fleet, studio, council or planner
    --once       ends with the demo; exit code 1 when that does not end as it should
    --telemetry  streams a data set in C-MAPSS layout instead of the fleet's demo
    OLLAMA_HOST in the environment: language models are Ollama's, if it answers
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
    system: string,
    seed: string,
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...subjects] = positionals;
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name as keyof typeof COMMANDS] : undefined;
  if (values.help || !command || subjects.length !== (name === 'check' ? 2 : 0)) {
    console.error(USAGE);
    process.exitCode = values.help ? 0 : 2;
  } else {
    const { data, telemetry, system = 'fleet', once = false, json = false } = values;
    await command({
      data,
      telemetry,
      system,
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
