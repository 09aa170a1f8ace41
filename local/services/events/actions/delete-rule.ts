/**
 * Removes a rule that has no targets any more.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { invalid } from '../errors.ts';
import { busNameOrArn, busOf, ruleArn, ruleName } from '../names.ts';
import { removeRule } from '../rules.ts';

const input = z.strictObject({
  Name: ruleName,
  EventBusName: busNameOrArn.optional(),
  /** For rules that AWS services manage: there are none here. */
  Force: z.boolean().optional(),
});

export const deleteRule = (events: Events): Action =>
  action({
    name: 'DeleteRule',
    input,
    resource: ({ Name, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Name),
    async run({ Name, EventBusName }) {
      const bus = events.store.bus(busOf(EventBusName)).name;
      const rule = events.store.rulesOf(bus, Name).find(({ name }) => name === Name);
      if (!rule) return; // deleting what is not there succeeds
      if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
      await removeRule(events, rule);
    },
  });
