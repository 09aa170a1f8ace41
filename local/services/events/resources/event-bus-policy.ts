/**
 * One statement in the policy of a bus: AWS::Events::EventBusPolicy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { saveBus, withStatement } from '../buses.ts';
import type { Events } from '../context.ts';
import { busNameOrArn, busOf } from '../names.ts';

const properties = z.strictObject({
  EventBusName: busNameOrArn.optional(),
  StatementId: z.string().min(1).max(64),
  Statement: z.record(z.string(), z.unknown()),
});
type Properties = z.output<typeof properties>;

export function eventBusPolicyType(events: Events): ResourceType {
  async function apply({ EventBusName, StatementId, Statement }: Properties): Promise<Resource> {
    const bus = events.store.bus(busOf(EventBusName));
    await saveBus(events, {
      ...bus,
      policy: withStatement(bus.policy, StatementId, { ...Statement, Sid: StatementId }),
    });
    return { physicalId: `${bus.name}|${StatementId}`, attributes: {} };
  }
  return resourceType({
    type: 'AWS::Events::EventBusPolicy',
    properties,
    create: apply,
    update: (given, current) =>
      current.physicalId === `${busOf(given.EventBusName)}|${given.StatementId}` ? apply(given) : 'replace',
    async remove({ physicalId }) {
      const [name = '', sid = ''] = physicalId.split('|');
      const bus = events.store.buses.get(name);
      if (bus) await saveBus(events, { ...bus, policy: withStatement(bus.policy, sid) });
    },
  });
}
