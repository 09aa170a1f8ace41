/**
 * Makes a rule hear nothing until it is enabled again.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
 */
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busOf, ruleArn } from '../names.ts';
import { findRule, ruleInput, saveRule } from '../rules.ts';

export const disableRule = (events: Events): Action =>
  action({
    name: 'DisableRule',
    input: ruleInput,
    resource: ({ Name, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Name),
    run: ({ Name, EventBusName }) => saveRule(events, { ...findRule(events, Name, EventBusName), enabled: false }),
  });
