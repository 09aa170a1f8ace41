/**
 * Makes a rule, or changes it.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
import type { PutRuleCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { parseSchedule } from '../../../engine/schedule/schedule.ts';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Events } from '../context.ts';
import { invalid, overLimit } from '../errors.ts';
import { RULES_PER_BUS } from '../limits.ts';
import { busNameOrArn, busOf, DEFAULT_BUS, ruleArn, ruleName } from '../names.ts';
import { checkedPattern } from '../patterns.ts';
import { saveRule } from '../rules.ts';

export const putRuleInput = z.strictObject({
  Name: ruleName,
  ScheduleExpression: text({ max: 256 }).optional(),
  EventPattern: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  Description: text({ max: 512 }).optional(),
  RoleArn: text({ min: 1, max: 1600 }).optional(),
  Tags: tagsInput.optional(),
  EventBusName: busNameOrArn.optional(),
});

export const putRule = (events: Events): Action =>
  action({
    name: 'PutRule',
    input: putRuleInput,
    resource: ({ Name, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Name),
    run: (input) => applyPutRule(events, input),
  });

/** Makes the rule, or changes it: what is left out goes, but its targets and tags stay. */
export async function applyPutRule(events: Events, input: z.output<typeof putRuleInput>) {
  const { engine, store } = events;
  const bus = store.bus(busOf(input.EventBusName)).name;
  const { EventPattern, ScheduleExpression } = input;
  if (!EventPattern && !ScheduleExpression)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (ScheduleExpression) {
    const schedule = parseSchedule(ScheduleExpression);
    if (!schedule || schedule.kind === 'at') throw invalid('Parameter ScheduleExpression is not valid.');
    if (bus !== DEFAULT_BUS) throw invalid('ScheduleExpression is supported only on the default event bus.');
  }
  if (EventPattern) checkedPattern(EventPattern);
  const known = store.rulesOf(bus, input.Name).find(({ name }) => name === input.Name);
  if (!known && store.rulesOf(bus).length >= RULES_PER_BUS) throw overLimit();
  await saveRule(events, {
    name: input.Name,
    bus,
    createdMs: known?.createdMs ?? engine.clock.now(),
    pattern: EventPattern,
    schedule: ScheduleExpression,
    enabled: input.State !== 'DISABLED',
    description: input.Description,
    roleArn: input.RoleArn,
    targets: known?.targets ?? [],
    tags: known?.tags ?? tagsOf(input.Tags),
  });
  return { RuleArn: ruleArn(engine, bus, input.Name) } satisfies Omit<PutRuleCommandOutput, '$metadata'>;
}
