/** Members that AWS added to requests after dynalite's rules were written. */
import type { Rules } from './well-formed.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const ON_CONDITION_FAILURE: Rules = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};
