/**
 * Who decides when a demo's workflow asks for a person: whoever sits at the terminal; where nobody does, the demo itself, with a key
 * of its own that it gives back. Either way it is said.
 */
import { createInterface } from 'node:readline/promises';
import { createApiClient } from '../start/api-client.ts';
import type { Stage } from './demo.ts';

const PRINCIPAL = 'demo-approver';

export interface Approver {
  /** To be called when the execution tells `platform.approval.requested`. */
  decide(execution: string): Promise<void>;
  close(): Promise<void>;
}

export const createApprover = (stage: Stage): Promise<Approver> | Approver =>
  stage.once || !process.stdin.isTTY ? stoodIn(stage) : person(stage);

/** What is asked stands with the approval; the message only tells that something is. */
async function questionOf({ api }: Stage, execution: string): Promise<string> {
  const { approvals } = await api.get<{ approvals: readonly { execution: string; question: string }[] }>(
    '/v1/approvals?limit=200',
  );
  return approvals.find((one) => one.execution === execution)?.question ?? 'A decision is wanted.';
}

function person(stage: Stage): Approver {
  const { api, screen, signal } = stage;
  return {
    async decide(execution) {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // it keeps Ctrl-C to itself
      screen.print(`\n${await questionOf(stage, execution)}`);
      const said = await terminal
        .question('Enter or y approves; a sentence rejects with it as the reason: ', { signal })
        .finally(() => terminal.close());
      const reason = said.trim();
      const isApproved = /^(y|yes)?$/i.test(reason);
      await api.post(`/v1/executions/${execution}/${isApproved ? 'approve' : 'reject'}`, isApproved ? {} : { reason });
      screen.print('');
    },
    close: async () => undefined,
  };
}

async function stoodIn(stage: Stage): Promise<Approver> {
  const { api, screen, running } = stage;
  const takeAway = () => api.remove(`/v1/keys/${PRINCIPAL}`);
  await takeAway(); // one that an interrupted start left
  const { key } = await api.post<{ key: string }>('/v1/keys', { principal: PRINCIPAL, role: 'operator' });
  const own = createApiClient(running.apiUrl, key);
  return {
    async decide(execution) {
      screen.print(`\n${await questionOf(stage, execution)}`);
      await own.post(`/v1/executions/${execution}/approve`, {
        reason: 'Approved by the demo: nobody is at the terminal.',
      });
      screen.print(`approved by the demo itself, as ${PRINCIPAL}: nobody is at the terminal\n`);
    },
    async close() {
      await takeAway();
    },
  };
}
