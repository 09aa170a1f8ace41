/** What several actions do with event buses: describe, and keep their resource policy. */
import type { DescribeEventBusCommandOutput, EventBus } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import { WireDate } from '../../engine/wire-date.ts';
import type { Events } from './context.ts';
import type { Bus, BusPolicy } from './model.ts';
import { busArn } from './names.ts';

/** As ListEventBuses shows it. */
export const listedBus = ({ engine }: Events, bus: Bus): EventBus => ({
  Name: bus.name,
  Arn: busArn(engine, bus.name),
  Description: bus.description,
  Policy: bus.policy && JSON.stringify(bus.policy),
  CreationTime: new WireDate(bus.createdMs),
  LastModifiedTime: new WireDate(bus.modifiedMs),
});

export const describedBus = (events: Events, bus: Bus): Omit<DescribeEventBusCommandOutput, '$metadata'> => ({
  ...listedBus(events, bus),
  ...(bus.deadLetterArn && { DeadLetterConfig: { Arn: bus.deadLetterArn } }),
});

export async function saveBus({ engine, store }: Events, bus: Bus): Promise<void> {
  store.buses.put(bus.name, { ...bus, modifiedMs: engine.clock.now() });
  await store.durable();
}

/** Adds a statement, or puts it in place of the one with the same id. No statements are no policy. */
export function withStatement(
  policy: BusPolicy | undefined,
  sid: string,
  statement?: Record<string, unknown>,
): BusPolicy | undefined {
  const others = (policy?.Statement ?? []).filter(({ Sid }) => Sid !== sid);
  const Statement = statement ? [...others, statement] : others;
  return Statement.length > 0 ? { Version: policy?.Version ?? '2012-10-17', Statement } : undefined;
}

const policyShape = z.object({
  Version: z.string().default('2012-10-17'),
  Statement: z.union([
    z.array(z.record(z.string(), z.unknown())),
    z.record(z.string(), z.unknown()).transform((one) => [one]),
  ]),
});

/** Throws ValidationException. */
export function wholePolicy(json: string): BusPolicy {
  try {
    return policyShape.parse(JSON.parse(json));
  } catch (cause) {
    throw new AwsError('ValidationException', 'This policy contains invalid Json', { cause });
  }
}
