/** GET /v1/models: which models there are, and which agents talk (POST <ChatUrl>v1/chat). */
import type { System } from '../../../contracts/system.ts';
import { agentIdOf } from '../../../domain/system.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { type KnownModels, listModels } from '../../kit/model/catalogue.ts';

export interface ListDeps {
  readonly known: KnownModels;
  readonly systems: readonly System[];
}

export const getModels =
  ({ known, systems }: ListDeps): HttpHandler =>
  async () => {
    const agents = systems.flatMap((system) =>
      Object.entries(system.agents).flatMap(([name, { title, chat }]) =>
        chat ? [{ agent: agentIdOf(system, name), title }] : [],
      ),
    );
    return { status: 200, body: { ...(await listModels(known)), agents }, headers: { 'cache-control': 'no-store' } };
  };
