/** What follows from a declaration: names, the channel of a type, and the rules that it must keep beyond its types. */
import type { AgentDefinition, System } from '../contracts/system.ts';

/** The one channel that carries a type. Throws for a type that the system does not know. */
export function channelOf(system: System, type: string): string {
  for (const [name, channel] of Object.entries(system.channels)) if (channel.carries.includes(type)) return name;
  throw new Error(
    `System ${system.name} has no channel that carries ${type}. Declare it in systems/${system.name}.ts.`,
  );
}

/** The id of an agent on the bus: `fleet.analyst`. */
export const agentIdOf = (system: System, agent: string): string => `${system.name}.${agent}`;

/** Every breach of the rules of a declaration; each names the place and the remedy. */
export const checkSystem = (system: System): string[] => [
  ...checkMessages(system),
  ...checkChannels(system),
  ...checkAgents(system),
];

function checkMessages({ messages, channels }: System): string[] {
  return Object.keys(messages).flatMap((type) => {
    const carriers = Object.keys(channels).filter((name) => channels[name]?.carries.includes(type));
    if (carriers.length === 1) return [];
    return [
      `${type} travels on ${carriers.length ? carriers.join(' and ') : 'no channel'}; it needs exactly one: name it in one channel's \`carries\`.`,
    ];
  });
}

function checkChannels({ name: system, messages, channels, agents, inputs, workflows = [] }: System): string[] {
  const published = new Set([
    ...Object.values(agents).flatMap(({ publishes }) => publishes),
    ...sentBySteps(workflows),
  ]);
  const subscribed = new Set(Object.values(agents).flatMap(({ subscribes }) => subscribes));
  const breaches: string[] = [];
  for (const [name, channel] of Object.entries(channels)) {
    const shared = channel.group === 'system' && system !== 'platform'; // the platform's own system answers for those
    const fed =
      inputs.includes(name) || channel.group === 'system' || channel.carries.some((type) => published.has(type));
    if (channel.carries.length === 0) breaches.push(`Channel ${name} carries nothing: give it a type or remove it.`);
    for (const type of channel.carries)
      if (!(type in messages))
        breaches.push(`Channel ${name} carries ${type}, which has no payload schema in \`messages\`.`);
    if (!subscribed.has(name) && !shared && !channel.forTheRecord)
      breaches.push(`Nobody subscribes to ${name}: add it to an agent's \`subscribes\`, or remove the channel.`);
    if (!fed)
      breaches.push(
        `Nobody sends to ${name}: let an agent publish or a workflow send ${channel.carries.join(' or ')}, or add it to \`inputs\`.`,
      );
  }
  for (const name of inputs)
    if (!(name in channels)) breaches.push(`\`inputs\` names ${name}, which is not a channel.`);
  return breaches;
}

const SENDING = ['message', 'task', 'coordination'];

/** The types that steps of workflows send, those within other steps too. Walked as written: the schema is for who compiles them. */
function sentBySteps(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, type, turn, judge } = value as Readonly<Record<string, unknown>>;
  const own = SENDING.includes(String(kind))
    ? [type]
    : kind === 'debate'
      ? [turn, judge].map((one) => (one as { type?: unknown })?.type)
      : [];
  return [...own.filter((one) => typeof one === 'string'), ...Object.values(value).flatMap(sentBySteps)];
}

function checkAgents({ messages, channels, agents }: System): string[] {
  return Object.entries(agents).flatMap(([name, agent]) => [
    ...agent.subscribes
      .filter((channel) => !(channel in channels))
      .map((channel) => `Agent ${name} subscribes to ${channel}, which is not declared.`),
    ...agent.publishes
      .filter((type) => !(type in messages))
      .map((type) => `Agent ${name} publishes ${type}, which is not declared.`),
    ...checkModelUse(name, agent),
  ]);
}

const WHEN_SPENT = ['cheaper', 'ask', 'refuse'] as const;

function checkModelUse(name: string, { model, needs = [] }: AgentDefinition): string[] {
  if (!model) return [];
  const { budgetUsd = {}, whenSpent = [], cacheS } = model;
  const rules: readonly (readonly [isKept: boolean, breach: string])[] = [
    [needs.includes('model'), "says how it uses models and does not need them: add 'model' to `needs`"],
    [
      whenSpent.join() === WHEN_SPENT.filter((one) => whenSpent.includes(one)).join(),
      `has a \`whenSpent\` that names something twice, or in another order than ${WHEN_SPENT.join(', ')}`,
    ],
    [Object.values(budgetUsd).every((usd) => usd >= 0), 'has a budget below 0 in `budgetUsd`'],
    [
      cacheS === undefined || (Number.isInteger(cacheS) && cacheS > 0),
      'has a `cacheS` that is no whole second, 1 at least',
    ],
  ];
  return rules.flatMap(([isKept, breach]) => (isKept ? [] : [`Agent ${name} ${breach}.`]));
}
