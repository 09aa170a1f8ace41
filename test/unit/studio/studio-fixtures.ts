/** What the tests of the studio share: its roles asked without a line, by models that say what a test has them say. */
import type { Message } from '../../../contracts/message.ts';
import { executionId, executionOfConversation } from '../../../domain/workflow/identity.ts';
import { analyst } from '../../../functions/agents/studio/analyst/analyst.ts';
import { developer } from '../../../functions/agents/studio/developer/developer.ts';
import { devops } from '../../../functions/agents/studio/devops/devops.ts';
import { qa } from '../../../functions/agents/studio/qa/qa.ts';
import { writer } from '../../../functions/agents/studio/writer/writer.ts';
import { type AgentFunction, createAgent } from '../../../functions/kit/agent.ts';
import { createArtefacts } from '../../../functions/kit/artefacts.ts';
import { createModel } from '../../../functions/kit/model/create-model.ts';
import type { Call, Transport } from '../../../functions/kit/model/port.ts';
import { studio } from '../../../systems/studio.ts';
import { failuresInto, memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, fakeBus, fakeClock, message, record } from '../kit/fakes.ts';
import { memoryBucket } from './memory-bucket.ts';

const EXECUTION = 'build-software:first';
const CONVERSATION = `workflow:${EXECUTION}`;
const MODEL = 'ollama:scripted';

/** By the prompt's name with a dash (`studio-review`): what the model answers, or throws, the n-th time. Without one, the prompt's own stand-in. */
export type Script = Readonly<Record<string, (n: number, call: Call) => unknown>>;

function scripted(script: Script) {
  const calls: Call[] = [];
  const transport: Transport = async function* (call) {
    calls.push(call);
    const name = call.output?.name ?? '';
    const n = calls.filter(({ output }) => output?.name === name).length;
    const said = script[name]?.(n, call);
    yield { kind: 'text', text: said === undefined ? String(call.rehearse?.()) : JSON.stringify(said) };
    yield { kind: 'end', reason: 'stop', usage: { inputTokens: 10, outputTokens: 10 } };
  };
  return { calls, transport };
}

export type Role = keyof typeof studio.agents;

/** The five roles, each a real function of the kit. */
export function openStudio(script: Script = {}) {
  const bus = fakeBus();
  const bucket = memoryBucket();
  const clock = fakeClock();
  const failures: string[] = [];
  const again: string[] = [];
  const { calls, transport } = scripted(script);
  const open = (name: Role) => () =>
    memoryDeps(`studio.${name}`, {
      ...{ clock, publish: bus.publish, ...failuresInto(failures, name) },
      toolsFor: ({ correlationId }) => {
        const agent = `studio.${name}`;
        const place = executionOfConversation(correlationId);
        const execution = place && executionId(place);
        return {
          artefacts: createArtefacts({ open: bucket.open, system: 'studio', execution, agent, clock }),
          model: createModel({
            ...{ transport: () => transport, clock, models: [MODEL], tools: [], untilMs: 60_000 },
            payer: { agent, system: 'studio', conversation: correlationId },
            keep: async () => {},
          }),
        };
      },
    });
  const functions: Record<Role, AgentFunction> = {
    analyst: createAgent(studio, 'analyst', analyst, open('analyst')),
    developer: createAgent(studio, 'developer', developer, open('developer')),
    qa: createAgent(studio, 'qa', qa, open('qa')),
    devops: createAgent(studio, 'devops', devops, open('devops')),
    writer: createAgent(studio, 'writer', writer, open('writer')),
  };
  return {
    calls,
    failures,
    /** Types of messages that their queue delivers again. */
    again,
    files: bucket.texts,
    /** @returns the payload of the answer; undefined when there was none */
    async ask<Answer>(role: Role, type: string, payload: unknown, more: Partial<Message> = {}): Promise<Answer> {
      const channel = Object.entries(studio.channels).find(([, { carries }]) =>
        carries.some((one) => one === type),
      )?.[0];
      const asked = message({ type, channel: channel ?? 'none', payload, correlationId: CONVERSATION, ...more });
      const queue = `arn:aws:sqs:us-east-1:000000000000:signalbox-test-studio-${role}--requests--all`;
      const { batchItemFailures } = await functions[role](batch(record(asked, { eventSourceARN: queue })), context);
      again.push(...batchItemFailures.map(() => type));
      return bus.taken.find(({ causationId }) => causationId === asked.id)?.payload as Answer;
    },
  };
}

/** What a call shows the model, without what the prompt says of itself. */
export const shownIn = ({ messages }: Call): string =>
  messages.flatMap((one) => (one.role === 'user' ? [one.text] : [])).join('\n');
