/**
 * A rule with its targets: AWS::Events::Rule.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Place, type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import { applyPutRule } from '../actions/put-rule.ts';
import { putTargets } from '../actions/put-targets.ts';
import type { Events } from '../context.ts';
import type { Rule } from '../model.ts';
import { busNameOrArn, busOf, DEFAULT_BUS, ruleName } from '../names.ts';
import { removeRule, saveRule } from '../rules.ts';
import { targetInput } from '../targets.ts';
import { jsonText } from './json-text.ts';

const properties = z.strictObject({
  Name: ruleName.optional(),
  Description: z.string().optional(),
  EventBusName: busNameOrArn.optional(),
  EventPattern: jsonText.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  RoleArn: z.string().optional(),
  Targets: z.array(targetInput).default([]),
  Tags: tagsInput.optional(),
});
type Properties = z.output<typeof properties>;

/** `Ref` of a rule on another bus than the default one names the bus too. */
const physicalId = (bus: string, name: string): string => (bus === DEFAULT_BUS ? name : `${bus}|${name}`);
const LONGEST_NAME = 64;

export function ruleType(events: Events): ResourceType {
  function find(id: string): Rule | undefined {
    const [bus, name] = id.includes('|') ? id.split('|') : [DEFAULT_BUS, id];
    return events.store.rulesOf(bus ?? '', name).find((rule) => rule.name === name);
  }

  async function apply(given: Properties, place: Place): Promise<Resource> {
    const { Targets, Tags, ...rule } = given;
    const Name = given.Name ?? place.name(LONGEST_NAME);
    const bus = busOf(given.EventBusName);
    const { RuleArn } = await applyPutRule(events, { ...rule, Name });
    await saveRule(events, { ...events.store.rule(bus, Name), targets: [], tags: tagsOf(Tags) });
    if (Targets.length > 0) await perform(putTargets(events), { Rule: Name, EventBusName: bus, Targets });
    return { physicalId: physicalId(bus, Name), attributes: { Arn: RuleArn } };
  }

  return resourceType({
    type: 'AWS::Events::Rule',
    properties,
    create: apply,
    update(given, current, place) {
      const id = physicalId(busOf(given.EventBusName), given.Name ?? place.name(LONGEST_NAME));
      return id === current.physicalId ? apply(given, place) : 'replace';
    },
    async remove({ physicalId: id }) {
      const rule = find(id);
      if (rule) await removeRule(events, rule);
    },
  });
}
