/** The tables and how many items they have, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Tables } from './tables.ts';

/** Counting reads the items, so it ends here: `more` says that there are others. */
const MOST_COUNTED = 10_000;

export const inspectDynamoDb = (tables: Tables): Json => ({
  tables: tables.all().map(({ name, arn, items, indexes }) => {
    const counted = items.entries({ limit: MOST_COUNTED + 1 }).length;
    const more = counted > MOST_COUNTED;
    return { name, arn, items: more ? MOST_COUNTED : counted, more, indexes: [...indexes.keys()] };
  }),
});
