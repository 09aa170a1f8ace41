/**
 * Removes targets of a rule by their ids.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html
 */
import type { RemoveTargetsCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { busNameOrArn, busOf, ruleArn, ruleName, targetId } from '../names.ts';
import { findRule, saveRule } from '../rules.ts';

const input = z.strictObject({
  Rule: ruleName,
  EventBusName: busNameOrArn.optional(),
  Ids: z.array(targetId).min(1).max(100),
  /** For rules that AWS services manage: there are none here. */
  Force: z.boolean().optional(),
});

export const removeTargets = (events: Events): Action =>
  action({
    name: 'RemoveTargets',
    input,
    resource: ({ Rule, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Rule),
    async run({ Rule, EventBusName, Ids }) {
      const rule = findRule(events, Rule, EventBusName);
      await saveRule(events, { ...rule, targets: rule.targets.filter(({ Id }) => !Id || !Ids.includes(Id)) });
      return { FailedEntryCount: 0, FailedEntries: [] } satisfies Omit<RemoveTargetsCommandOutput, '$metadata'>;
    },
  });
