/**
 * Takes up to ten events. Answers when every delivery to a queue is durable; one bad entry costs no other.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import type { PutEventsCommandOutput, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { type Entry, entryBytes, entryInput, spelledEntries, takeEntry } from '../entries.ts';
import { invalid } from '../errors.ts';
import { ENTRIES_PER_PUT, PUT_BYTES } from '../limits.ts';
import type { Message } from '../model.ts';
import { busArn, busOf } from '../names.ts';

const input = z.strictObject({ Entries: z.array(entryInput).min(1) });

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html#amazoneventbridge-policy-keys */
const conditionsOf = ({ Source, DetailType }: Entry) => ({
  'events:source': Source ?? '',
  'events:detail-type': DetailType ?? '',
  'events:eventBusInvocation': 'false',
});

export const putEvents = ({ engine, publisher }: Events): Action => {
  const resourceOf = (entry: Entry | undefined) => busArn(engine, busOf(entry?.EventBusName));
  return action({
    name: 'PutEvents',
    input,
    // Each entry is asked for by itself: the first by the gateway, the others below.
    resource: ({ Entries }) => resourceOf(Entries[0]),
    conditions: ({ Entries }) => conditionsOf(Entries[0] ?? {}),
    async run({ Entries }, { principal }) {
      if (Entries.length > ENTRIES_PER_PUT) {
        throw invalid(
          `1 validation error detected: Value '${spelledEntries(Entries)}' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${ENTRIES_PER_PUT}`,
        );
      }
      if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > PUT_BYTES)
        throw invalid('Total size of the entries in the request is over the limit.');
      if (principal.roleArn) {
        const identity = engine.ports.get('identity');
        for (const entry of Entries.slice(1))
          identity.authorize(principal, 'events:PutEvents', resourceOf(entry), conditionsOf(entry));
      }
      const results: PutEventsResultEntry[] = [];
      const byBus = new Map<string, Message[]>();
      let failed = 0;
      for (const entry of Entries) {
        const taken = takeEntry(engine, entry);
        if ('refusal' in taken) {
          failed += 1;
          results.push(taken.refusal);
          continue;
        }
        results.push({ EventId: taken.message.event.id });
        const bus = busOf(entry.EventBusName);
        const messages = byBus.get(bus);
        if (messages) messages.push(taken.message);
        else byBus.set(bus, [taken.message]);
      }
      await Promise.all(Array.from(byBus, ([bus, messages]) => publisher.publish(bus, messages)));
      return { FailedEntryCount: failed, Entries: results } satisfies Omit<PutEventsCommandOutput, '$metadata'>;
    },
  });
};
