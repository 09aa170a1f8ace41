/**
 * Tells of one rule; its targets have a list of their own.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
 */
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busOf, ruleArn } from '../names.ts';
import { describedRule, findRule, ruleInput } from '../rules.ts';

export const describeRule = (events: Events): Action =>
  action({
    name: 'DescribeRule',
    input: ruleInput,
    resource: ({ Name, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Name),
    run: ({ Name, EventBusName }) => describedRule(events, findRule(events, Name, EventBusName)),
  });
