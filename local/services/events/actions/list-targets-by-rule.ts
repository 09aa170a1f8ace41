/**
 * Lists the targets of a rule in the order in which they were put.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
 */
import type { ListTargetsByRuleCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busNameOrArn, busOf, ruleArn, ruleName } from '../names.ts';
import { page, pageInput } from '../pages.ts';
import { findRule } from '../rules.ts';

const input = z.strictObject({ Rule: ruleName, EventBusName: busNameOrArn.optional(), ...pageInput });

export const listTargetsByRule = (events: Events): Action =>
  action({
    name: 'ListTargetsByRule',
    input,
    resource: ({ Rule, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Rule),
    run({ Rule, EventBusName, ...asked }) {
      const targets = findRule(events, Rule, EventBusName).targets.map((target, i) => ({ target, place: placeOf(i) }));
      const { items, ...next } = page(targets, ({ place }) => place, asked);
      return { Targets: items.map(({ target }) => target), ...next } satisfies Omit<
        ListTargetsByRuleCommandOutput,
        '$metadata'
      >;
    },
  });

/** In the order they were put: text that sorts as the number does. */
const placeOf = (i: number): string => String(i).padStart(3, '0');
