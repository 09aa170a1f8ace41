/**
 * Budgets as people see them, in US dollars: what there is, and a cap that somebody sets.
 *
 * 1. A cap holds from the next reservation on, within seconds where there was none before. Calls that are under way keep what they
 *    reserved; where the cap is lower than what is spent, nothing is left, and nothing more is reserved.
 * 2. A cap that was set stays, whatever settings and declarations say, as long as the budget does.
 * 3. `agent` and `system` without a day mean today's, in UTC.
 */
import * as z from 'zod';
import { MAX_PAGE } from '../../../contracts/http.ts';
import { BUDGET_SCOPES, type BudgetScope } from '../../../contracts/model.ts';
import { type BudgetRow, budgetKey, budgetListKey, budgetRowSchema } from '../../../contracts/tables/models.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import type { BudgetName } from '../../../domain/model/budget.ts';
import { nanoUsdOf, usdOf } from '../../../domain/model/prices.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readBody, readQuery } from '../../kit/http-body.ts';
import { setCap } from '../../kit/model/budget-store.ts';
import { readPartition, readRow } from '../../kit/partition.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { ModelsDeps } from './deps.ts';

const listQuery = z.strictObject({
  scope: z.enum(BUDGET_SCOPES).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  after: z.string().optional(),
});

/** A million dollars is no cap but a slip of the finger. */
const capSchema = z.strictObject({ capUsd: z.number().min(0).max(1_000_000) });

export const listBudgets =
  (deps: ModelsDeps): HttpHandler =>
  async ({ query }) => {
    const { scope, limit, after } = readQuery(listQuery, query);
    const { client, table } = deps;
    const scopes = scope === undefined ? BUDGET_SCOPES : [scope];
    const named = await Promise.all(
      scopes.map(async (one) =>
        (await readPartition(client, table, budgetListKey(one))).map(({ sk }) => ({ scope: one, id: String(sk) })),
      ),
    );
    const left = named
      .flat()
      .map((name) => ({ ...name, place: `${name.scope}/${name.id}` }))
      .filter(({ place }) => after === undefined || place > after)
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    const page = left.slice(0, limit);
    const rows = await Promise.all(page.map((name) => readBudget(deps, name)));
    const next = left.length > limit ? page.at(-1)?.place : undefined;
    return {
      status: 200,
      body: { budgets: rows.flatMap((row) => (row ? [view(row)] : [])), ...(next !== undefined && { after: next }) },
    };
  };

export const changeBudget =
  (deps: ModelsDeps): HttpHandler =>
  async ({ params: { scope: scopeText = '', id: idText = '' }, body, caller }) => {
    const { capUsd } = readBody(capSchema, body);
    const scope = scopeOf(scopeText);
    const name = { scope, id: idOf(scope, idText, deps.clock.now()) };
    await setCap(deps, name, nanoUsdOf(capUsd), caller.principal);
    deps.log.info('The cap of a budget was set.', { ...name, cap_usd: capUsd, by: caller.principal });
    const row = await readBudget(deps, name);
    return { status: 200, body: row ? view(row) : { ...name, capUsd } };
  };

async function readBudget({ client, table, clock }: ModelsDeps, { scope, id }: BudgetName) {
  const found = await readRow(client, table, budgetKey(scope, id), SELF_ROW);
  const row = found && budgetRowSchema.parse(found);
  return row && row.ttl * 1000 > clock.now().getTime() ? row : undefined;
}

const view = ({ scope, id, cap, left, spent, lapsed = 0, holds, capSetBy, capSetAt }: BudgetRow) => ({
  ...{ scope, id },
  capUsd: usdOf(cap),
  spentUsd: usdOf(spent),
  heldUsd: usdOf(cap - left - spent),
  leftUsd: usdOf(left),
  lapsedUsd: usdOf(lapsed),
  calls: holds,
  ...(capSetBy !== undefined && { capSetBy, capSetAt }),
});

function scopeOf(text: string): BudgetScope {
  const found = BUDGET_SCOPES.find((scope) => scope === text);
  if (found) return found;
  throw invalid('scope', `must be one of ${BUDGET_SCOPES.join(', ')}`, text);
}

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;
const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/;

function idOf(scope: BudgetScope, id: string, now: Date): string {
  const today = now.toISOString().slice(0, 10);
  if (scope === 'day') {
    if (!isDay(id)) throw invalid('id', 'must be a day, such as 2026-11-21', id);
    return id;
  }
  if (scope !== 'agent' && scope !== 'system') {
    if (id.length > 256) throw invalid('id', 'must have at most 256 characters', id.slice(0, 64));
    return id;
  }
  const [, name = '', rest = ''] = /^([^@:]*)(.*)$/s.exec(id) ?? [];
  const isOfAConversation = scope === 'agent' && /^:.{1,256}$/s.test(rest);
  if (!NAME.test(name) || !(rest === '' || isOfAConversation || (rest.startsWith('@') && isDay(rest.slice(1)))))
    throw invalid(
      'id',
      `must be a name of the ${scope}, alone or with a day, such as ${name || 'council'}@${today}`,
      id,
    );
  return rest === '' ? `${name}@${today}` : id;
}

const invalid = (field: string, rule: string, value: string): ProblemError =>
  new ProblemError(
    problem('invalid-request', `The path breaks a rule: ${field} ${rule}.`, [
      { field, rule, value, remedy: 'GET /v1/budgets lists the budgets that there are.' },
    ]),
  );
