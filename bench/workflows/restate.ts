/**
 * Restate as a peer: its server, from npm, as a process of its own, and a service of its SDK in this one. A flow is a handler whose
 * steps are `ctx.run`, each journalled by the server before the next begins. All on 127.0.0.1, in a temporary folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http2';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as createProbe } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Context, createEndpointHandler, service } from '@restatedev/restate-sdk';
import { serve } from '../kit/host.ts';
import { FLOWS, type Flow, step, type Text } from './flows.ts';
import { post } from './json-front.ts';

const PATIENCE_MS = 30_000;

const runs =
  (flow: Flow) =>
  async (context: Context, { text }: Text): Promise<Text> => {
    let state: Text = { text };
    for (let i = 1; i <= FLOWS[flow]; i++) state = await context.run(`step${i}`, () => step(state));
    return state;
  };
const flows = service({ name: 'flows', handlers: { twoStep: runs('twoStep'), threeStep: runs('threeStep') } });

/** The binary of this platform's package; the package itself starts it through a process more. Undefined where there is none. */
function binary(): string | undefined {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json'));
  try {
    return resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const probe = createProbe().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

interface Server {
  readonly child: ChildProcess;
  readonly ingress: string;
  readonly admin: string;
}

async function startServer(command: string, folder: string): Promise<Server> {
  const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(command, ['--no-logo', '--listen-mode', 'tcp', '--bind-ip', '127.0.0.1'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      RESTATE_BASE_DIR: folder,
      RESTATE_NODE_NAME: 'bench',
      RESTATE_BIND_PORT: String(node),
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_LOG_FILTER: 'error',
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
    },
  });
  return { child, ingress: `http://127.0.0.1:${ingress}`, admin: `http://127.0.0.1:${admin}` };
}

/** Tries until the server takes it. Throws the last refusal when that takes too long, or when the server has ended. */
async function untilTaken(child: ChildProcess, attempt: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (child.exitCode !== null || performance.now() > until) throw error;
      await setTimeout(50);
    }
  }
}

await serve(async () => {
  const command = binary();
  if (!command) {
    console.error(`Restate's server has no package for ${process.platform} on ${process.arch}: not measured.`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-restate-'));
  const endpoint = createServer(createEndpointHandler({ services: [flows] })).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const { child, ingress, admin } = await startServer(command, folder);
  process.once('exit', () => child.kill('SIGKILL'));
  const uri = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  await untilTaken(child, () => post(`${admin}/deployments`, { uri, force: true }));
  await untilTaken(child, () => post(`${ingress}/flows/twoStep`, { text: '' }));
  return {
    name: 'Restate',
    note: 'a server in Rust with a log of its own on disk (its defaults: one node, 24 partitions), which calls a service in Node over HTTP/2; steps are functions of that service, not messages to agents',
    url: `${ingress}/flows`,
    headers: {},
    done: async () => [],
    async close() {
      child.kill('SIGTERM');
      const ended = once(child, 'exit');
      const late = setTimeout(5_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
      await Promise.race([ended, late]);
      if (child.exitCode === null && child.signalCode === null) await ended;
      endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
