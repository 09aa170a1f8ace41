/**
 * Workflows that start one another for ever. A step starts a workflow; a message starts those that are triggered by its type; an
 * agent that is asked may send others besides its answer, which is for the asker alone and starts nothing.
 *
 * The bus stops loops of agents by counting hops, but the messages of an execution begin at 0 again: nothing stops these.
 */
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { isAddressedTo } from '../../addressing.ts';
import type { KnownAgent } from '../../catalogue.ts';
import { workflowSender } from '../identity.ts';
import { allSteps } from '../steps.ts';
import { messageShape } from './envelope.ts';
import { choices } from './findings.ts';
import { matches } from './pattern.ts';
import { addressOf, allRequests, type Request } from './requests.ts';
import type { Judged } from './scope.ts';
import type { Shape } from './shape.ts';
import { quietShapeOfTemplate } from './template-shape.ts';

interface Edge {
  readonly to: string;
  /** `sends depot.alarm.raised`, `starts it`. */
  readonly how: string;
  readonly step: string;
  readonly message: boolean;
  /** An agent decides whether it sends it. */
  readonly maybe?: boolean;
}

export function checkCycles(judged: Judged): void {
  const { definition, env, report } = judged;
  const workflows = new Map([...env.workflows, [definition.id, definition] as const]);
  checkStarted(judged, workflows);
  const path = cycleFrom(definition.id, workflows, judged);
  const [first] = path ?? [];
  if (!path || !first) return;
  const told = path.map(({ how, to }) => ` ${how} -> ${to}`).join('');
  const tell = path.some(({ maybe }) => maybe) ? report.warning : report.error;
  if (path.some(({ message }) => message))
    tell(
      'MessageCycle',
      first.step,
      `It ${tell === report.warning ? 'may start' : 'starts'} itself again and again: ${definition.id}${told}. Each execution sends with hops 0, so no hop limit ends this.`,
      "Send another type, or leave such messages out in the trigger's `where`, for example by their sender.",
    );
  else
    report.error(
      'SubworkflowCycle',
      first.step,
      `Workflows start one another in a ring: ${definition.id}${told}.`,
      'Remove one of these steps; for rounds, use a loop.',
    );
}

function checkStarted({ definition, report }: Judged, workflows: ReadonlyMap<string, WorkflowDefinition>): void {
  for (const { step } of allSteps(definition))
    if (step.kind === 'subworkflow' && !workflows.has(step.workflow))
      report.error(
        'UnknownWorkflow',
        step.id,
        `${step.id} starts the workflow ${step.workflow}, which does not exist.`,
        workflows.size > 1
          ? `Register it first; there is ${choices([...workflows.keys()].filter((id) => id !== definition.id))}.`
          : 'Register it first.',
      );
}

/** The shortest way from a workflow back to itself. */
function cycleFrom(
  start: string,
  workflows: ReadonlyMap<string, WorkflowDefinition>,
  judged: Judged,
): readonly Edge[] | undefined {
  const ways = new Map<string, readonly Edge[]>([[start, []]]);
  // Grows while it is walked.
  for (const [id, way] of ways) {
    const definition = workflows.get(id);
    if (!definition) continue;
    for (const edge of edgesOf(definition, workflows, judged)) {
      if (edge.to === start) return [...way, edge];
      if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
    }
  }
  return undefined;
}

function edgesOf(
  definition: WorkflowDefinition,
  workflows: ReadonlyMap<string, WorkflowDefinition>,
  judged: Judged,
): Edge[] {
  const started = allSteps(definition).flatMap(({ step }): Edge[] =>
    step.kind === 'subworkflow' ? [{ to: step.workflow, how: 'starts', step: step.id, message: false }] : [],
  );
  const triggered = [...workflows.values()].filter(({ trigger }) => trigger.kind === 'message');
  const sent = allRequests(definition).flatMap((request) =>
    triggered.flatMap(({ id, trigger }): Edge[] => {
      if (trigger.kind !== 'message') return [];
      const edge = { to: id, step: request.step.id, message: true };
      if (trigger.type === request.type && matches(trigger.where, sentShape(judged, definition, request)))
        return [{ ...edge, how: `sends ${request.type}` }];
      const talker = agentsOf(judged, definition, request).find(({ publishes }) => publishes.includes(trigger.type));
      // What an answer goes over is addressed to the asker; the rest goes to whoever listens.
      if (
        talker &&
        !isAnswer(judged, trigger.type, request) &&
        matches(trigger.where, messageShape(judged.env.catalogue, trigger.type, { sender: talker.id }))
      )
        return [{ ...edge, how: `asks ${talker.id}, which may send ${trigger.type}`, maybe: true }];
      return [];
    }),
  );
  return [...started, ...sent];
}

/** Of other workflows, expressions are not evaluated. */
const addressIn = (judged: Judged, definition: WorkflowDefinition, request: Request): string | undefined =>
  definition === judged.definition ? addressOf(judged, request) : definition.participants[request.to ?? ''];

/** Whom a request reaches; nobody where that is known at run time only. */
function agentsOf(judged: Judged, definition: WorkflowDefinition, request: Request): readonly KnownAgent[] {
  const to = addressIn(judged, definition, request);
  if (request.to !== undefined && to === undefined) return [];
  const subscribers = judged.env.catalogue.types.get(request.type)?.channel.subscribers ?? [];
  return subscribers.filter((agent) => isAddressedTo(to, agent));
}

/** What is known of a message that a step sends. Of other workflows, expressions are not evaluated. */
function sentShape(judged: Judged, definition: WorkflowDefinition, request: Request): Shape {
  const { step, type, expects } = request;
  const to = addressIn(judged, definition, request);
  const scope = definition === judged.definition ? judged.scopes.get(step.id) : undefined;
  const payload = 'payload' in step ? quietShapeOfTemplate(step.payload, scope ?? new Map()) : undefined;
  return messageShape(judged.env.catalogue, type, {
    ...{ sender: workflowSender(definition.id), expects },
    ...(to !== undefined && { to }),
    ...(payload && { payload }),
  });
}

/** All that is sent over the channel of the reply is for the asker alone (functions/kit/outgoing.ts). */
function isAnswer({ env }: Judged, type: string, { reply, expects }: Request): boolean {
  if (reply === undefined || expects !== 'reply') return false;
  const channelOf = (one: string) => env.catalogue.types.get(one)?.channel.name;
  return type === reply || (channelOf(type) !== undefined && channelOf(type) === channelOf(reply));
}
