/** GET /v1/agents: every declared agent, and what the registrar has heard of it. */
import type { AgentRecord } from '../../../contracts/tables/registry.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import type { HttpHandler } from '../../kit/http.ts';

interface Deps {
  readonly catalogue: Catalogue;
  readonly agentRecords: () => Promise<readonly AgentRecord[]>;
}

export const listAgents =
  ({ catalogue, agentRecords }: Deps): HttpHandler =>
  async () => {
    const heard = new Map((await agentRecords()).map((record) => [record.agent, record]));
    const agents = [...catalogue.agents.values()].map(
      ({ id, title, role, capabilities, subscribes, publishes, effects }) => {
        const { version, lastSeenAt, handled = 0, failed = 0, lastError } = heard.get(id) ?? {};
        return {
          ...{ id, title, role, capabilities, subscribes, publishes, effects },
          version: version ?? null,
          lastSeenAt: lastSeenAt ?? null,
          handled,
          failed,
          lastError: lastError ?? null,
        };
      },
    );
    return { status: 200, body: { agents } };
  };
