/** What several actions do with rules: find, save, describe. */
import type { DescribeRuleCommandOutput, Rule as SdkRule } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import type { Events } from './context.ts';
import type { Rule } from './model.ts';
import { busNameOrArn, busOf, ruleArn, ruleName } from './names.ts';

/** How a rule is named. */
export const ruleInput = z.strictObject({ Name: ruleName, EventBusName: busNameOrArn.optional() });

/** Throws ResourceNotFoundException. */
export const findRule = ({ store }: Events, name: string, busNameOrArn: string | undefined): Rule =>
  store.rule(busOf(busNameOrArn), name);

/** Resolves when the rule is on disk and hears events. */
export async function saveRule({ store, timers }: Events, rule: Rule): Promise<void> {
  store.putRule(rule);
  timers.arm(rule.bus, rule.name);
  await store.durable();
}

export async function removeRule({ store, timers }: Events, rule: Rule): Promise<void> {
  store.deleteRule(rule);
  timers.arm(rule.bus, rule.name);
  await store.durable();
}

/** As ListRules shows it. */
export const listedRule = ({ engine }: Events, rule: Rule): SdkRule => ({
  Name: rule.name,
  Arn: ruleArn(engine, rule.bus, rule.name),
  EventPattern: rule.pattern,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  Description: rule.description,
  ScheduleExpression: rule.schedule,
  RoleArn: rule.roleArn,
  EventBusName: rule.bus,
});

export const describedRule = (events: Events, rule: Rule): Omit<DescribeRuleCommandOutput, '$metadata'> => ({
  ...listedRule(events, rule),
  CreatedBy: events.engine.account,
});
