/**
 * Lists the rules of a bus that have a target.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
 */
import type { ListRuleNamesByTargetCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busNameOrArn, busOf } from '../names.ts';
import { page, pageInput } from '../pages.ts';

const input = z.strictObject({
  TargetArn: text({ min: 1, max: 1600 }),
  EventBusName: busNameOrArn.optional(),
  ...pageInput,
});

export const listRuleNamesByTarget = ({ store }: Events): Action =>
  action({
    name: 'ListRuleNamesByTarget',
    input,
    run({ TargetArn, EventBusName, ...asked }) {
      const rules = store.rulesOf(store.bus(busOf(EventBusName)).name);
      const names = rules.filter(({ targets }) => targets.some(({ Arn }) => Arn === TargetArn)).map(({ name }) => name);
      const { items, ...next } = page(names, (name) => name, asked);
      return { RuleNames: items, ...next } satisfies Omit<ListRuleNamesByTargetCommandOutput, '$metadata'>;
    },
  });
