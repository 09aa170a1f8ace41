/**
 * Adds targets to a rule, or replaces those with the same id. A bad one refuses all.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
 */
import type { PutTargetsCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { overLimit } from '../errors.ts';
import { TARGETS_PER_RULE } from '../limits.ts';
import { busNameOrArn, busOf, ruleArn, ruleName } from '../names.ts';
import { findRule, saveRule } from '../rules.ts';
import { checkedTarget, targetInput } from '../targets.ts';

const input = z.strictObject({
  Rule: ruleName,
  EventBusName: busNameOrArn.optional(),
  Targets: z.array(targetInput).min(1).max(100),
});

export const putTargets = (events: Events): Action =>
  action({
    name: 'PutTargets',
    input,
    resource: ({ Rule, EventBusName }) => ruleArn(events.engine, busOf(EventBusName), Rule),
    async run({ Rule, EventBusName, Targets }) {
      const rule = findRule(events, Rule, EventBusName);
      const targets = new Map(rule.targets.map((target) => [target.Id, target]));
      for (const target of Targets) targets.set(target.Id, checkedTarget(events.engine, target));
      if (targets.size > TARGETS_PER_RULE) throw overLimit();
      await saveRule(events, { ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] } satisfies Omit<PutTargetsCommandOutput, '$metadata'>;
    },
  });
