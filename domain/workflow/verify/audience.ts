/** Whether what steps send is known, whether someone is there to take it, and whether that one gives the answer that is waited for. */
import { isAddressedTo } from '../../addressing.ts';
import type { KnownAgent } from '../../catalogue.ts';
import { expressionIn } from '../expressions.ts';
import { allSteps } from '../steps.ts';
import { choices } from './findings.ts';
import { addressOf, allRequests, type Request } from './requests.ts';
import { type Judged, nearest } from './scope.ts';

export function checkAudience(judged: Judged): void {
  const requests = allRequests(judged.definition);
  for (const request of requests) checkRequest(judged, request);
  checkParticipants(judged, requests);
}

function checkRequest(judged: Judged, request: Request): void {
  const { step, type, reply, expects } = request;
  const { report, env } = judged;
  checkType(judged, step.id, type);
  checkMaySend(judged, step.id, type);
  if (reply !== undefined && reply !== type) checkType(judged, step.id, reply);
  if (expects === 'reply' && reply === undefined)
    report.error(
      'ReplyMissing',
      step.id,
      `${step.id} expects a reply and does not say of which type.`,
      'Name its type in `reply`.',
    );
  if (expects !== 'reply' && reply !== undefined)
    report.error(
      'NoEffect',
      step.id,
      `${step.id} names the reply ${reply} and does not wait for it.`,
      'Say `expects: "reply"`, or leave `reply` out.',
    );
  const reached = audienceOf(judged, request);
  if (reached === undefined || reached.length === 0 || reply === undefined || expects !== 'reply') return;
  if (!env.catalogue.types.has(reply) || reached.some(({ publishes }) => publishes.includes(reply))) return;
  report.error(
    'ReplyNotPublished',
    step.id,
    `${step.id} waits for ${reply}, which ${reached.map(({ id }) => id).join(' and ')} does not publish.`,
    `It publishes ${choices(new Set(reached.flatMap(({ publishes }) => publishes)))}: name one of them, or ask another.`,
  );
}

export function checkType({ report, env }: Judged, step: string | undefined, type: string): void {
  if (env.catalogue.types.has(type)) return;
  const near = nearest(type, [...env.catalogue.types.keys()]);
  report.error(
    'UnknownType',
    step,
    `No system has messages of type ${type}.`,
    near === undefined ? "Declare it in a system's `messages`, or name one that is there." : `Did you mean ${near}?`,
  );
}

/** What the platform tells of itself must be true: nobody else may say it. What it asks everybody for, anybody may send. */
function checkMaySend({ report, env }: Judged, step: string, type: string): void {
  const channel = env.catalogue.types.get(type)?.channel;
  if (channel?.group !== 'system' || channel.open || env.isOfPlatform) return;
  report.error(
    'NotForWorkflows',
    step,
    `${step} sends ${type} on ${channel.name}, where the platform alone speaks.`,
    'Declare a message of your own in systems/, and send that. Waiting for what the platform says is allowed.',
  );
}

/** Who would take it; undefined where that is not known before it runs. Tells when it is nobody. */
function audienceOf(judged: Judged, request: Request): readonly KnownAgent[] | undefined {
  const { report, definition, env } = judged;
  const { step, to, type, expects } = request;
  const channel = env.catalogue.types.get(type)?.channel;
  if (to !== undefined && expressionIn(to) === undefined && !Object.hasOwn(definition.participants, to)) {
    const near = nearest(to, Object.keys(definition.participants));
    const remedy =
      near === undefined ? `Declare it in \`participants\`: {"${to}": "role:…"}.` : `Did you mean ${near}?`;
    report.error('UnknownParticipant', step.id, `${step.id} addresses ${to}, which is no participant.`, remedy);
    return undefined;
  }
  const address = addressOf(judged, request);
  if (to !== undefined && address === undefined) return undefined;
  const meant = [...env.catalogue.agents.values()].filter((agent) => isAddressedTo(address, agent));
  if (address !== undefined && meant.length === 0) {
    tellNobody(judged, step.id, address);
    return undefined;
  }
  if (!channel) return undefined;
  const reached = channel.subscribers.filter((agent) => isAddressedTo(address, agent));
  if (reached.length > 0 || (channel.forTheRecord && address === undefined && expects === 'none')) return reached;
  if (address === undefined || channel.subscribers.length === 0)
    report.error(
      'NobodySubscribes',
      step.id,
      `${step.id} sends ${type} on ${channel.name}, to which nobody subscribes.`,
      `Let an agent subscribe to ${channel.name}, or send a type that someone takes.`,
    );
  else
    report.error(
      'NotSubscribed',
      step.id,
      `${step.id} sends ${type} to ${address}, which does not subscribe to ${channel.name}.`,
      `Ask ${choices(channel.subscribers.map(({ id }) => `agent:${id}`))}, or send what ${address} takes.`,
    );
  return reached;
}

function tellNobody({ report, env }: Judged, step: string, address: string): void {
  const [kind = '', name = ''] = address.split(':');
  const agents = [...env.catalogue.agents.values()];
  const known = {
    agent: agents.map(({ id }) => id),
    role: agents.map(({ role }) => role),
    capability: agents.flatMap(({ capabilities }) => capabilities),
  }[kind];
  const near = nearest(name, known ?? []);
  report.error(
    'UnknownParticipant',
    step,
    kind === 'agent' ? `There is no agent ${name}.` : `No agent has the ${kind} ${name}.`,
    near === undefined ? `There is ${choices(new Set(known))}.` : `Did you mean ${kind}:${near}?`,
  );
}

function checkParticipants({ definition, report }: Judged, requests: readonly Request[]): void {
  const used = new Set(requests.flatMap(({ to }) => to ?? []));
  for (const name of Object.keys(definition.participants))
    if (!used.has(name))
      report.warning(
        'UnusedParticipant',
        undefined,
        `Participant ${name} is declared and no step addresses it.`,
        'Address it in `to`, or remove it.',
      );
  for (const { step } of allSteps(definition)) {
    const several =
      step.kind === 'coordination' && Array.isArray(step.to) ? step.to : step.kind === 'debate' ? step.debaters : [];
    const twice = several.find((one, i) => several.indexOf(one) !== i && expressionIn(one) === undefined);
    // Of several agents of one role, a message finds one: asking the role twice may find two.
    if (twice !== undefined && definition.participants[twice]?.startsWith('agent:'))
      report.warning(
        'AskedTwice',
        step.id,
        `${step.id} asks ${twice} twice; its answer would count twice.`,
        'Name each participant once.',
      );
  }
}
