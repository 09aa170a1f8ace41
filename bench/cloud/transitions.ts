/** State transitions a second: ours through the API and durable, beside aws-local-stepfunctions as the library that it is. */
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Hosted } from '../kit/host.ts';
import { MACHINES, type Machine } from './machines.ts';
import { type Add, rate, SIGNALBOX, settingsFor } from './measure.ts';

const STARTS_AT_ONCE = 8;
const AIM = 'at least 5,000';
const measureOf = ({ name, executions }: Machine): string => `transitions, ${executions} x ${name}`;

/** Needs the function `echo`. */
export async function measureTransitions(add: Add, cloud: Hosted): Promise<void> {
  const client = new SFNClient(settingsFor(cloud.url));
  let ended = 0;
  for (const [i, machine] of MACHINES.entries()) {
    const { definition, transitions, executions, input } = machine;
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: `machine-${i}`,
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/bench',
      }),
    );
    const run = async (n: number): Promise<number> => {
      const started = performance.now();
      ended += n;
      await rate(n, STARTS_AT_ONCE, () => client.send(new StartExecutionCommand({ stateMachineArn, input })));
      await cloud.done(ended);
      return (n * transitions * 1000) / (performance.now() - started);
    };
    await run(Math.ceil(executions / 5));
    add(SIGNALBOX, measureOf(machine), 'transitions/s', await run(executions), AIM);
  }
  client.destroy();
}

export async function measurePeerTransitions(add: Add, peer: Hosted): Promise<void> {
  for (const machine of MACHINES) {
    const { name, transitions, executions } = machine;
    const run = async (n: number): Promise<number> => {
      const started = performance.now();
      const answer = await fetch(peer.url, {
        method: 'POST',
        body: JSON.stringify(Array.from({ length: n }, () => name)),
      });
      if (answer.status !== 202) throw new Error(`${peer.name}: ${await answer.text()}`);
      return (n * transitions * 1000) / (performance.now() - started);
    };
    await run(Math.ceil(executions / 5));
    add(peer.name, measureOf(machine), 'transitions/s', await run(executions));
  }
}
