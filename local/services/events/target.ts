/**
 * A bus as a target: of another bus's rule, of a schedule, of an alarm. The body is an event; what it lacks of an
 * envelope (id, time, account, region) is filled in, `source`, `detail-type` and `detail` it must have.
 */
import * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import { needsWrittenNumbers } from '../../engine/pattern/leaf.ts';
import type { Delivery, Target } from '../../engine/ports.ts';
import type { Events } from './context.ts';
import { objectOf } from './entries.ts';
import { noSuch } from './errors.ts';
import { detailOf, makeMessage } from './event.ts';
import type { Message } from './model.ts';
import { busOf } from './names.ts';

const envelope = z.object({
  id: z.string().optional(),
  source: z.string().min(1),
  'detail-type': z.string().min(1),
  account: z.string().optional(),
  region: z.string().optional(),
  time: z.string().optional(),
  resources: z.array(z.string()).optional(),
  detail: z.record(z.string(), z.unknown()),
});

/** Throws ResourceNotFoundException, or ValidationException when the body is no event. */
export const busTarget = (events: Events): Target => ({
  async deliver(arn, delivery) {
    const bus = busOf(arn);
    if (!events.store.buses.get(bus)) throw noSuch(`Event bus ${bus}`);
    await events.publisher.publish(bus, [messageOf(events, arn, delivery)]);
  },
});

function messageOf({ engine }: Events, arn: string, { body }: Delivery): Message {
  let parsed: z.output<typeof envelope>;
  try {
    parsed = envelope.parse(JSON.parse(body));
  } catch (cause) {
    throw new AwsError(
      'ValidationException',
      `What was to be delivered to ${arn} is not an event: it needs source, detail-type and an object as detail.`,
      { cause },
    );
  }
  const { id, source, 'detail-type': detailType, account, region, time, resources, detail } = parsed;
  const timeMs = time === undefined ? Number.NaN : Date.parse(time);
  return makeMessage(engine, {
    source,
    detailType,
    detail,
    ...writtenDetail(body),
    ...(id && { id }),
    ...(account && { account }),
    ...(region && { region }),
    ...(resources && { resources }),
    ...(Number.isFinite(timeMs) && { timeMs }),
  });
}

/** The detail as it stands in the body, for numbers that parsing would lose; where it is the last member, as we write it. */
function writtenDetail(body: string): { detailText?: string } {
  if (!needsWrittenNumbers(body)) return {};
  const detailText = detailOf(body);
  return objectOf(detailText) ? { detailText } : {};
}
