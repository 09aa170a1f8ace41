/** For the scenarios of the kinds of steps: definitions around a few steps, answers at a moment of our choice, orders that are stated in part. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Message } from '../../../contracts/message.ts';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { PREFIX } from '../../kit/stage.ts';
import type { StageOfFile } from '../use-stage.ts';

type Steps = WorkflowInput['steps'];
export type Step = Steps[number];

/** A definition around steps, with two clerks and an auditor. */
export const workflow = (id: string, steps: Steps, more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  id,
  title: `Tries ${id}`,
  participants: { clerk: 'agent:office.clerk', archivist: 'agent:office.archivist', auditor: 'role:auditor' },
  stepTimeoutS: 60,
  timeoutS: 3_600,
  steps,
  ...more,
});

/** The clerk runs an errand. */
export const errand = (id: string, text: string, more: Partial<Step> = {}): Step =>
  ({
    ...{ id, kind: 'task', to: 'clerk', type: 'office.errand', payload: { text }, reply: 'office.errand.done' },
    ...more,
  }) as Step;

/** The lines of so many errands that the clerk runs for a workflow. The stage's time stands: requests are told before answers. */
export const errandsRun = (id: string, count: number): string[] => [
  ...Array<string>(count).fill(`office.errand by workflows.${id}: office.clerk handled`),
  ...Array<string>(count).fill('office.errand.done by office.clerk: nobody'),
];

/** What happens at the same time comes in no certain order: compared as a bag. */
export const bag = (lines: readonly string[]): string[] => [...lines].sort();

/** These of the lines alone, in the order in which they came. */
export const only = (lines: readonly string[], wanted: readonly string[]): string[] =>
  lines.filter((line) => wanted.includes(line));

/** What came between each line of the one kind and the next of the other. */
export function between(lines: readonly string[], from: string, to: string): string[][] {
  const starts = lines.flatMap((line, i) => (line === from ? [i + 1] : []));
  return starts.map((start) => lines.slice(start, lines.indexOf(to, start)));
}

/** What a workflow asked whom. */
export const requestsOf = async (stage: StageOfFile, execution: string): Promise<Message[]> =>
  (await stage.history())
    .map(({ message }) => message)
    .filter(
      ({ sender, correlationId }) => sender.startsWith('workflows.') && correlationId === `workflow:${execution}`,
    );

/** Answers a request to an agent as that agent would, over the bus: well, or with a failure. */
export async function answer(stage: StageOfFile, asked: Message, told: 'well' | 'failed'): Promise<void> {
  const agent = (asked.to ?? '').replace(/^agent:/, '');
  const { id: causationId, correlationId, replyTo = '' } = asked;
  const by = agent.slice(agent.indexOf('.') + 1);
  const answer =
    told === 'well'
      ? { type: 'office.errand.done', channel: replyTo, sender: agent, payload: { text: 'asked', by, times: 1 } }
      : {
          type: 'platform.error',
          channel: 'system.errors',
          sender: agent,
          payload: { messageId: asked.id, agent, code: 'HandlerFailed', reason: 'It would not.', attempts: 1 },
        };
  const message: Message = {
    ...{ id: crypto.randomUUID().replace(/^(.{14})./, '$17'), priority: 'normal', correlationId, causationId },
    ...{ expects: 'none', hops: 1, attempt: 1, to: `agent:${asked.sender}`, ...answer },
    sentAt: new Date(stage.cloud.engine.clock.now()).toISOString(),
  };
  const client = new EventBridgeClient(clientSettings(stage.cloud));
  const event = { EventBusName: PREFIX, Source: `signalbox.${agent}`, DetailType: message.type };
  await client.send(new PutEventsCommand({ Entries: [{ ...event, Detail: JSON.stringify(message) }] }));
  client.destroy();
  await stage.quiet();
}
