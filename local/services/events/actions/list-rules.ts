/**
 * Lists the rules of a bus in the order of their names.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
 */
import type { ListRulesCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busNameOrArn, busOf, ruleName } from '../names.ts';
import { page, pageInput } from '../pages.ts';
import { listedRule } from '../rules.ts';

const input = z.strictObject({
  NamePrefix: ruleName.optional(),
  EventBusName: busNameOrArn.optional(),
  ...pageInput,
});

export const listRules = (events: Events): Action =>
  action({
    name: 'ListRules',
    input,
    run({ NamePrefix, EventBusName, ...asked }) {
      const bus = events.store.bus(busOf(EventBusName)).name;
      const { items, ...next } = page(events.store.rulesOf(bus, NamePrefix), ({ name }) => name, asked);
      return { Rules: items.map((rule) => listedRule(events, rule)), ...next } satisfies Omit<
        ListRulesCommandOutput,
        '$metadata'
      >;
    },
  });
