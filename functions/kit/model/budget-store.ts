/**
 * Money in the registry: a row for each budget, and in it a hold for each call that is under way.
 *
 *   reserve: left −= sum, a hold is added      settle: the hold goes, left += sum − cost, spent += cost      lapse: the hold goes, left += sum
 *
 * 1. cap = left + spent + what is held, after each write. Nothing is reserved that is not left, so `spent` never passes the cap.
 * 2. Every move is one conditional write, on the hold: made twice, as the SDK does when an answer was lost, it counts once.
 * 3. A hold has an end, a minute after its call's own. Whoever is refused gives back what has run out; what its holder has spent,
 *    nobody knows then, and `lapsed` says how much that may be.
 * 4. The cap of settings or declaration stands in the row as of the latest reservation, unless somebody set one: then that one counts.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { BudgetScope } from '../../../contracts/model.ts';
import {
  type BudgetRow,
  budgetKey,
  budgetListKey,
  budgetRowSchema,
  HOLD_ATTRIBUTES,
  type Hold,
  holdAttribute,
  holdSchema,
  SET_CAPS_KEY,
  setCapRow,
} from '../../../contracts/tables/models.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import type { Budget, BudgetName, Refusal } from '../../../domain/model/budget.ts';
import type { Clock } from '../clock.ts';
import { memo } from '../memo.ts';
import { readPartition } from '../partition.ts';
import { ttlAfterDays } from '../rows.ts';

/** DynamoDB's rows have 400 KB; a hold takes some 60 bytes, and a write costs by the size of its row. */
const MAX_HOLDS = 2_000;
/** A budget that nobody pays from is forgotten. */
const KEEP_DAYS = 40;
/** Entries of lists outlive the rows that they name; whoever reads them leaves out what is gone. */
const LIST_DAYS = 400;
/** How long an environment trusts that nobody has set a cap where there was none. */
const SET_CAPS_MS = 5_000;

export interface OwnHold extends Hold {
  readonly id: string;
}

export interface Refused extends Refusal {
  /** Holds that have run out. */
  readonly lapsed: readonly OwnHold[];
}

export interface BudgetStore {
  /** Undefined when the sum is held, or when there is no such budget. */
  reserve(budget: Budget, hold: OwnHold): Promise<Refused | undefined>;
  /** Ends a hold: `cost` is spent of it, the rest is given back. */
  settle(budget: BudgetName, hold: OwnHold, costNanoUsd: number): Promise<void>;
  /** Gives back what a hold held that has run out, unless somebody did already. */
  lapse(budget: BudgetName, hold: OwnHold): Promise<void>;
  /** Which budgets have a cap that somebody set: `day#2026-11-21`. At most some seconds old. */
  setCaps(): Promise<ReadonlySet<string>>;
}

/** Reserved words, and what could become one. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html */
const NAMES = ['left', 'cap', 'holds', 'scope', 'ttl'].map((name) => [`#${name}`, name] as const);
const CREATE =
  'SET #left = if_not_exists(#left, :cap) - :sum, #cap = if_not_exists(#cap, :cap), #holds = if_not_exists(#holds, :zero) + :one, spent = if_not_exists(spent, :zero), #scope = :scope, id = :id, #ttl = :ttl, #hold = :hold';
const TAKE = 'SET #left = #left - :sum, #holds = #holds + :one, #ttl = :ttl, #hold = :hold';
const FITS = '#left >= :sum AND #holds < :most';
const IS_CURRENT = '(#cap = :cap OR attribute_exists(capSetBy))';
const SETTLE = 'SET #left = #left + :back, spent = spent + :cost, #holds = #holds - :one REMOVE #hold';
const LAPSE =
  'SET #left = #left + :sum, #holds = #holds - :one, lapsed = if_not_exists(lapsed, :zero) + :sum REMOVE #hold';
const SETTLE_LATE = 'SET #left = #left - :cost, spent = spent + :cost, lapsed = lapsed - :sum';

export function createBudgetStore(client: DynamoDBClient, table: string, clock: Clock): BudgetStore {
  const update = createUpdate(client, table);
  const nowMs = () => clock.now().getTime();

  async function reserve(budget: Budget, hold: OwnHold): Promise<Refused | undefined> {
    const { scope, id, capNanoUsd: cap } = budget;
    const { id: _, ...kept } = hold;
    const values = { ':sum': hold.nanoUsd, ':one': 1, ':most': MAX_HOLDS, ':hold': kept };
    const ttl = { ':ttl': ttlAfterDays(clock.now(), KEEP_DAYS) };
    const isNew = cap !== undefined && hold.nanoUsd <= cap ? 'attribute_not_exists(pk) OR ' : '';
    const answer =
      cap === undefined
        ? await update(budget, TAKE, `attribute_not_exists(#hold) AND ${FITS}`, { ...values, ...ttl }, hold.id)
        : await update(
            budget,
            CREATE,
            `${isNew}(attribute_not_exists(#hold) AND ${FITS} AND ${IS_CURRENT})`,
            { ...values, ...ttl, ':cap': cap, ':zero': 0, ':scope': scope, ':id': id },
            hold.id,
          );
    if (answer.done) {
      if (answer.changed.holds === 1 && answer.changed.spent === 0) await list(budget); // most likely it is new
      return undefined;
    }
    const { row } = answer;
    if (!row) return cap === undefined ? undefined : { ...{ scope, id, cap }, left: cap, held: 0, lapsed: [] };
    if (holdAttribute(hold.id) in row) return undefined; // an answer was lost, and the SDK wrote again
    if (cap !== undefined && cap !== row.cap && row.capSetBy === undefined) {
      await moveCap(update, row, cap);
      return reserve(budget, hold);
    }
    return refusedBy(row, nowMs());
  }

  const list = ({ scope, id }: BudgetName) =>
    put(client, table, { pk: budgetListKey(scope), sk: id, ttl: ttlAfterDays(clock.now(), LIST_DAYS) });

  return {
    reserve,
    async settle(budget, hold, cost) {
      const values = { ':back': hold.nanoUsd - cost, ':cost': cost, ':one': 1 };
      const { done } = await update(budget, SETTLE, 'attribute_exists(#hold)', values, hold.id);
      // Nobody gives a hold back before its end: if it is gone, it was this write that came twice.
      if (done || nowMs() < hold.untilMs) return;
      const late = { ':cost': cost, ':sum': hold.nanoUsd };
      await update(budget, SETTLE_LATE, 'lapsed >= :sum', late);
    },
    async lapse(budget, { id, ...hold }) {
      const values = { ':sum': hold.nanoUsd, ':one': 1, ':zero': 0, ':hold': hold };
      await update(budget, LAPSE, '#hold = :hold', values, id);
    },
    setCaps: memo(
      SET_CAPS_MS,
      () => clock.monotonicMs(),
      async () => {
        const rows = await readPartition(client, table, SET_CAPS_KEY);
        return new Set(rows.filter(({ ttl }) => Number(ttl) * 1000 > nowMs()).map(({ sk }) => String(sk)));
      },
    ),
  };
}

interface Place {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}

/** Sets the cap of a budget, which is made if there is none. */
export async function setCap(place: Place, budget: BudgetName, cap: number, by: string): Promise<void> {
  await moveCapTo(place, budget, cap, by, () => true);
}

/** Sets the cap unless it is as high already. Gives what it is then. */
export const raiseCap = (place: Place, budget: BudgetName, cap: number, by: string): Promise<number> =>
  moveCapTo(place, budget, cap, by, (row) => row.cap < cap);

async function moveCapTo(
  { client, table, clock }: Place,
  { scope, id }: BudgetName,
  cap: number,
  by: string,
  isWanted: (row: BudgetRow) => boolean,
): Promise<number> {
  const update = createUpdate(client, table);
  const now = clock.now();
  const ttl = ttlAfterDays(now, KEEP_DAYS);
  const listTtl = ttlAfterDays(now, LIST_DAYS);
  await put(client, table, { pk: budgetListKey(scope), sk: id, ttl: listTtl });
  if (scope !== 'execution') await put(client, table, { pk: SET_CAPS_KEY, sk: setCapRow(scope, id), ttl: listTtl });
  const set = { ':by': by, ':at': now.toISOString(), ':ttl': ttl };
  let answer = await update(
    { scope, id },
    `SET #left = :cap, #cap = :cap, #holds = :zero, spent = :zero, #scope = :scope, id = :id${SET_BY}`,
    'attribute_not_exists(pk)',
    { ...set, ':cap': cap, ':zero': 0, ':scope': scope, ':id': id },
  );
  // Until nobody has moved the cap meanwhile.
  while (!answer.done && answer.row) {
    if (!isWanted(answer.row)) return answer.row.cap;
    answer = await moveCap(update, answer.row, cap, SET_BY, set);
  }
  return cap;
}

const SET_BY = ', capSetBy = :by, capSetAt = :at, #ttl = :ttl';

const put = (client: DynamoDBClient, table: string, row: object) =>
  client.send(new PutItemCommand({ TableName: table, Item: marshall(row) }));

/** What is left moves by as much as the cap. What settings say moves none that somebody has set. */
const moveCap = (
  update: Update,
  row: BudgetRow,
  cap: number,
  setBy = '',
  values: Readonly<Record<string, unknown>> = {},
) =>
  update(
    row,
    `SET #cap = :cap, #left = #left + :more${setBy}`,
    setBy === '' ? '#cap = :before AND attribute_not_exists(capSetBy)' : '#cap = :before',
    { ':cap': cap, ':more': cap - row.cap, ':before': row.cap, ...values },
  );

function refusedBy(row: BudgetRow, nowMs: number): Refused {
  const { scope, id, cap, left, spent, holds } = row;
  const held = cap - left - spent;
  const lapsed = holdsOf(row).filter(({ untilMs }) => untilMs <= nowMs);
  // A row that is full of holds has no room for another one, whatever is left.
  return holds < MAX_HOLDS
    ? { scope, id, cap, left, held, lapsed }
    : { scope, id, cap, left: 0, held: held + left, lapsed };
}

const holdsOf = (row: BudgetRow): OwnHold[] =>
  Object.entries(row).flatMap(([name, value]) =>
    name.startsWith(HOLD_ATTRIBUTES) ? [{ id: name.slice(HOLD_ATTRIBUTES.length), ...holdSchema.parse(value) }] : [],
  );

type Updated =
  | { readonly done: true; readonly changed: Readonly<Record<string, unknown>> }
  | { readonly done: false; readonly row?: BudgetRow };
type Update = ReturnType<typeof createUpdate>;

/** One conditional write of a budget's row; the row as it stands when the condition does not hold. */
const createUpdate =
  (client: DynamoDBClient, table: string) =>
  async (
    { scope, id }: { readonly scope: BudgetScope; readonly id: string },
    UpdateExpression: string,
    ConditionExpression: string,
    values: Record<string, unknown>,
    hold = '',
  ): Promise<Updated> => {
    const words: readonly string[] = `${UpdateExpression} ${ConditionExpression}`.match(/#\w+/g) ?? [];
    const names = [...NAMES, ['#hold', holdAttribute(hold)] as const].filter(([word]) => words.includes(word));
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ pk: budgetKey(scope, id), sk: SELF_ROW }),
          ...{ UpdateExpression, ConditionExpression, ExpressionAttributeNames: Object.fromEntries(names) },
          ExpressionAttributeValues: marshall(values),
          ReturnValues: 'UPDATED_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { done: true, changed: unmarshall(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { done: false, ...(error.Item && { row: budgetRowSchema.parse(unmarshall(error.Item)) }) };
    }
  };
