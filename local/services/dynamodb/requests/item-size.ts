/** The size limit of items that are put. */
import { itemBytes } from '../data/size.ts';
import type { Item } from '../data/values.ts';
import { validation } from '../errors.ts';
import { LARGEST_ITEM_BYTES } from '../limits.ts';

export function checkItemSize(item: Item): void {
  if (itemBytes(item) > LARGEST_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
}
