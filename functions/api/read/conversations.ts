/** GET /v1/conversations/{correlationId}: its messages in time order, what became of each, its state, and the tree of causes. */
import { deadLetterRow, messageKey, outcomeRow } from '../../../contracts/tables/history.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import { causeTree, conversationState } from '../../../domain/conversation.ts';
import type { HistoryReader, Recorded } from '../../kit/history.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { deadLetterView, outcomeView } from './views.ts';

/** The most messages that are shown; `truncated` says that there are more. */
const MAX_SHOWN = 1_000;

interface Deps {
  readonly history: HistoryReader;
  readonly catalogue: Catalogue;
}

export const getConversation =
  (deps: Deps): HttpHandler =>
  async ({ params: { correlationId = '' } }) => {
    const keys = await deps.history.keys('byConversation', { partition: correlationId, limit: MAX_SHOWN + 1 });
    const recorded = await deps.history.recorded(keys.slice(0, MAX_SHOWN));
    const messages = recorded.map(({ message }) => message);
    if (messages.length === 0)
      throw new ProblemError(
        problem(
          'not-found',
          `There is no conversation ${correlationId}. One begun a moment ago may not be recorded yet.`,
        ),
      );
    const told = await tell(deps, recorded);
    const subscribersOf = (channel: string) => deps.catalogue.channels.get(channel)?.subscribers ?? [];
    return {
      status: 200,
      body: {
        correlationId,
        ...conversationState(told, subscribersOf),
        truncated: keys.length > MAX_SHOWN,
        messages: told.map(({ message, outcomes, deadLetters }) => ({
          message,
          outcomes: outcomes.map(outcomeView),
          deadLetters: deadLetters.map(deadLetterView),
        })),
        tree: causeTree(messages),
      },
    };
  };

/** The subscribers are known from the declaration, and so the keys of whatever they wrote about each message. */
async function tell({ history, catalogue }: Deps, recorded: readonly Recorded[]) {
  const expected = recorded.flatMap(({ message: { id, channel } }) =>
    (catalogue.channels.get(channel)?.subscribers ?? []).map((agent) => ({ pk: messageKey(id), agent, channel })),
  );
  const [outcomes, deadLetters] = await Promise.all([
    history.outcomes(expected.map(({ pk, agent }) => ({ pk, sk: outcomeRow(agent.id) }))),
    history.deadLetters(expected.map(({ pk, agent, channel }) => ({ pk, sk: deadLetterRow(agent.id, channel) }))),
  ]);
  const outcomesOf = Map.groupBy(outcomes, ({ pk }) => pk);
  const lettersOf = Map.groupBy(deadLetters, ({ pk }) => pk);
  return recorded.map(({ message, subscribers }) => {
    const pk = messageKey(message.id);
    return { message, subscribers, outcomes: outcomesOf.get(pk) ?? [], deadLetters: lettersOf.get(pk) ?? [] };
  });
}
