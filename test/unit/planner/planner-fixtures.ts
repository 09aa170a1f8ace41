/** What the tests of the planner share: a stage's catalogue, a sound plan, ten days of a fleet, agents asked without a line. */
import type { Message } from '../../../contracts/message.ts';
import type { ModelRef } from '../../../contracts/model.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { demoFleet } from '../../../domain/fleet/fleet-demo.ts';
import type { Plan, PlanTask, TaskDone } from '../../../domain/planner/plan.ts';
import { rules } from '../../../domain/planner/rules.ts';
import { analyst } from '../../../functions/agents/planner/analyst/analyst.ts';
import { createCritic } from '../../../functions/agents/planner/critic/critic.ts';
import { createHistorian } from '../../../functions/agents/planner/historian/historian.ts';
import { planner as planMaker } from '../../../functions/agents/planner/planner/planner.ts';
import { writer } from '../../../functions/agents/planner/writer/writer.ts';
import { type AgentFunction, createAgent } from '../../../functions/kit/agent.ts';
import type { Tools } from '../../../functions/kit/agent-context.ts';
import type { Files } from '../../../functions/kit/files.ts';
import { createModel } from '../../../functions/kit/model/create-model.ts';
import { offline } from '../../../functions/kit/model/offline.ts';
import type { Transport } from '../../../functions/kit/model/port.ts';
import { fleet } from '../../../systems/fleet.ts';
import { planner } from '../../../systems/planner.ts';
import { openLine } from '../fleet-agents/line.ts';
import { failuresInto, memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, fakeBus, fakeClock, message, record } from '../kit/fakes.ts';

export const catalogue = createCatalogue([fleet, planner]);

export const GOAL = "prepare the fleet's weekly maintenance report";
export const AT = '2026-02-10T12:00:00.000Z';
export const WEEK = { from: '2026-02-03T12:00:00.000Z', to: AT };
export const WEEK_BEFORE = { from: '2026-01-27T12:00:00.000Z', to: WEEK.from };

/** The plan of the rules for the goal. */
export function madePlan(wish: Partial<Parameters<typeof rules.make>[0]> = {}): Plan {
  const made = rules.make({ goal: GOAL, constraints: {}, feedback: [], at: AT, ...wish });
  if (made.outcome !== 'planned') throw new Error(`There is no plan: ${JSON.stringify(made)}`);
  return made.plan;
}

/** The same plan with one task changed. */
export const withTask = (plan: Plan, id: string, more: Partial<PlanTask>): Plan => ({
  ...plan,
  tasks: plan.tasks.map((task) => (task.id === id ? { ...task, ...more } : task)),
});

let fleetMessages: Promise<readonly Message[]> | undefined;

/** Ten days of four vehicles until AT, as the history would have them: one develops a fault in its bearings, one loses oil pressure. */
export function tenDays(): Promise<readonly Message[]> {
  fleetMessages ??= drive();
  return fleetMessages;
}

async function drive(): Promise<readonly Message[]> {
  const clock = fakeClock(Date.parse(AT) - 10 * 86_400_000);
  const line = openLine({ clock });
  const { steps, feedback } = demoFleet({ seed: 7, vehicles: 4, steps: 120 });
  for (const { step, messages } of steps()) {
    if (step > 0) clock.advance(2 * 3_600_000);
    line.send(...messages.map((one) => one.message));
    await line.run();
  }
  line.sendMessages(
    ...feedback.map(({ type, payload }) =>
      message({ type, channel: 'fleet.feedback', payload, sentAt: clock.now().toISOString() }),
    ),
  );
  await line.run();
  if (line.failures.length) throw new Error(`The fleet failed: ${line.failures.join('; ')}`);
  return line.messages();
}

export function memoryFiles(): Files & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    async put(name, text) {
      texts.set(name, text);
      return { bucket: 'bucket', key: `files/planner.writer/${name}`, bytes: Buffer.byteLength(text) };
    },
    get: async (name) => texts.get(name),
  };
}

/** The planner's model: offline unless told, so that plans are those of the rules. */
export const plansBy = (transport: Transport = offline, ref: ModelRef = 'offline:rehearsal') =>
  createModel({
    ...{ transport: () => transport, clock: fakeClock(Date.parse(AT)), models: [ref], tools: [], untilMs: 60_000 },
    payer: { agent: 'planner.planner', system: 'planner', conversation: 'c-1' },
    keep: async () => {},
  });

export type AgentName = keyof typeof planner.agents;

/** The planner's agents, each a real function of the kit: asked with a payload, they give the payload of their answer. */
export function openAgents(tools: Partial<Tools> = {}) {
  const bus = fakeBus();
  const failures: string[] = [];
  const open = (name: AgentName) => () =>
    memoryDeps(`planner.${name}`, {
      ...{ clock: fakeClock(Date.parse(AT)), publish: bus.publish, toolsFor: () => ({ model: plansBy(), ...tools }) },
      ...failuresInto(failures, name),
    });
  const functions: Record<AgentName, AgentFunction> = {
    planner: createAgent(planner, 'planner', planMaker, open('planner')),
    critic: createAgent(planner, 'critic', createCritic(catalogue), open('critic')),
    historian: createAgent(planner, 'historian', createHistorian(), open('historian')),
    analyst: createAgent(planner, 'analyst', analyst, open('analyst')),
    writer: createAgent(planner, 'writer', writer, open('writer')),
  };
  return {
    failures,
    /** @returns the payload of the answer; undefined when there was none */
    async ask<Answer>(
      name: AgentName,
      type: string,
      payload: unknown,
      more: Partial<Message> = {},
    ): Promise<Answer | undefined> {
      const channel = catalogue.types.get(type)?.channel.name ?? 'none';
      const asked = message({ type, channel, payload, sentAt: AT, expects: 'reply', ...more });
      const queue = `arn:aws:sqs:us-east-1:000000000000:signalbox-test-planner-${name}--requests--all`;
      await functions[name](batch(record(asked, { eventSourceARN: queue })), context);
      return bus.taken.find(({ causationId }) => causationId === asked.id)?.payload as Answer | undefined;
    },
  };
}

export interface TaskWish {
  readonly id: string;
  readonly input: object;
  readonly inputs?: Readonly<Record<string, TaskDone>>;
}

export const taskPayload = ({ id, input, inputs = {} }: TaskWish) => ({
  goal: GOAL,
  task: { id, title: id, input, expects: [] },
  inputs,
});
