/** Pages as EventBridge's lists ask for them. */
import * as z from 'zod';
import { type Page, page as pageOf } from '../../engine/pages.ts';
import { PAGE } from './limits.ts';

export const pageInput = {
  NextToken: z.string().min(1).max(2048).optional(),
  Limit: z.int().min(1).max(PAGE.max).optional(),
};

interface Asked {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

/** `items` are in the order of `nameOf`. */
export const page = <T>(items: readonly T[], nameOf: (item: T) => string, { NextToken, Limit }: Asked): Page<T> =>
  pageOf(items, nameOf, Limit ?? PAGE.default, NextToken);
