/**
 * What keeps a definition from being compiled: told all at once, each with its step and a remedy. Owns structure alone (ids, order,
 * names, what a kind of step can do); whether a sound structure makes sense is the verifier's.
 */
import {
  MAX_DEPTH,
  MAX_STEPS,
  type Step,
  type StepOf,
  type Template,
  type WorkflowDefinition,
} from '../../../contracts/workflow.ts';
import { levelsOf } from '../levels.ts';
import { allLists, type StepList } from '../steps.ts';
import { STEP_TIMEOUT_S } from './asking.ts';
import type { CompileEnv, Problem } from './machine.ts';
import { isExpression } from './rewrite.ts';
import { variableProblems } from './variables.ts';

/** Too large or too deep is told alone: the rest would be noise, and is recursive. */
export function problemsOf(definition: WorkflowDefinition, env: CompileEnv): Problem[] {
  const lists = allLists(definition);
  const large = tooLarge(lists);
  if (large.length > 0) return large;
  const structure = [...duplicates(lists), ...lists.flatMap(orderProblems)];
  if (structure.length > 0) return structure;
  const steps = lists.flatMap((list) => list.steps);
  return [
    ...variableProblems(definition),
    ...steps.flatMap((step) => [
      ...participantProblems(step, definition),
      ...kindProblems(step, definition, env).map((problem) => ({ step: step.id, ...problem })),
    ]),
  ];
}

function tooLarge(lists: readonly StepList[]): Problem[] {
  const count = lists.reduce((sum, { steps }) => sum + steps.length, 0);
  const deep = lists.find(({ within }) => within.length >= MAX_DEPTH);
  const outside = deep?.within.at(-1)?.id;
  return [
    ...(count > MAX_STEPS
      ? [
          {
            rule: `There are ${count} steps; a workflow may have ${MAX_STEPS}.`,
            remedy: 'Make workflows of parts of it, and call them by subworkflow steps.',
          },
        ]
      : []),
    ...(deep && outside !== undefined
      ? [
          {
            step: outside,
            rule: `Its steps are ${deep.within.length + 1} lists deep; ${MAX_DEPTH} are allowed.`,
            remedy: 'Make a workflow of what lies within it, and call that by a subworkflow step.',
          },
        ]
      : []),
  ];
}

function duplicates(lists: readonly StepList[]): Problem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of lists.flatMap(({ steps }) => steps)) (seen.has(id) ? twice : seen).add(id);
  return [...twice].map((id) => ({
    step: id,
    rule: 'Several steps have this id; ids are unique in the whole workflow, steps within steps counted.',
    remedy: 'Give each another id.',
  }));
}

function orderProblems(list: StepList, _i: number, lists: readonly StepList[]): Problem[] {
  const here = new Set(list.steps.map(({ id }) => id));
  const dangling = list.steps.flatMap((step) =>
    (step.dependsOn ?? [])
      .filter((id) => !here.has(id))
      .map((id) => {
        const elsewhere = lists.some(({ steps }) => steps.some((other) => other.id === id));
        return {
          step: step.id,
          rule: elsewhere
            ? `It depends on ${id}, which stands in another list of steps.`
            : `It depends on ${id}, which is no step.`,
          remedy: elsewhere
            ? 'Name steps of its own list; for one within a block, name the block.'
            : `Name one of ${[...here].filter((other) => other !== step.id).join(', ') || 'the other steps'}, or leave it out.`,
        };
      }),
  );
  const { cycle } = levelsOf(list.steps, list.independent);
  const [first] = cycle ?? [];
  if (!cycle || first === undefined) return dangling;
  return [
    ...dangling,
    {
      step: first,
      rule: `Steps wait for one another: ${cycle.join(' -> ')} (each follows the one to its right).`,
      remedy:
        'Take one of them out of dependsOn. A step without dependsOn follows the one before it; dependsOn: [] begins at once.',
    },
  ];
}

/** Every address that a step names, with the participants in it unresolved. */
function namedBy(step: Step): readonly string[] {
  switch (step.kind) {
    case 'message':
      return step.to === undefined ? [] : [step.to];
    case 'task':
      return [step.to];
    case 'coordination':
      return Array.isArray(step.to) ? step.to : [];
    case 'debate':
      return [...step.debaters, step.moderator];
    default:
      return [];
  }
}

function participantProblems(step: Step, { participants }: WorkflowDefinition): Problem[] {
  const unknown = namedBy(step).filter((name) => !isExpression(name) && !Object.hasOwn(participants, name));
  return unknown.map((name) => ({
    step: step.id,
    rule: `It names the participant ${name}, which the workflow does not have (it has ${Object.keys(participants).join(', ') || 'none'}).`,
    remedy: `Add ${name} to participants with its address, such as agent:…, role:… or capability:….`,
  }));
}

type StepProblem = Omit<Problem, 'step'>;
const when = (wrong: boolean, rule: string, remedy: string): StepProblem[] => (wrong ? [{ rule, remedy }] : []);

/** What no state of such a step could carry out. */
function kindProblems(step: Step, definition: WorkflowDefinition, env: CompileEnv): StepProblem[] {
  return [...timeProblems(step, definition), ...catchProblems(step), ...fieldProblems(step, env)];
}

const listens = (step: Step): boolean => step.kind === 'wait' && step.message !== undefined;
/** Those whose participants give signs of life. */
const hasHeartbeat = (step: Step): boolean =>
  step.kind === 'task' ||
  step.kind === 'coordination' ||
  step.kind === 'debate' ||
  (step.kind === 'message' && step.expects !== 'none');
const hasTimeout = (step: Step): boolean =>
  hasHeartbeat(step) ||
  listens(step) ||
  step.kind === 'message' ||
  step.kind === 'approval' ||
  step.kind === 'subworkflow';

function timeProblems(step: Step, { stepTimeoutS = STEP_TIMEOUT_S }: WorkflowDefinition): StepProblem[] {
  const { heartbeatS, timeoutS = stepTimeoutS } = step;
  return [
    ...when(
      step.timeoutS !== undefined && !hasTimeout(step),
      `A ${step.kind} has no timeout of its own.`,
      'Give timeoutS to the steps within it, or to the workflow.',
    ),
    ...when(
      heartbeatS !== undefined && !hasHeartbeat(step),
      `Nobody gives signs of life for a ${step.kind}.`,
      'Leave out heartbeatS.',
    ),
    ...when(
      heartbeatS !== undefined && typeof timeoutS === 'number' && heartbeatS >= timeoutS,
      `Its heartbeatS (${heartbeatS}) is not less than its timeout (${timeoutS}).`,
      'Make it less, or leave it out.',
    ),
    ...when(
      step.retry !== undefined && (step.kind === 'approval' || listens(step)),
      `A ${step.kind} is not tried again.`,
      'Leave out retry; catch States.Timeout to go on in another way.',
    ),
    ...when(
      step.kind === 'approval' && step.escalation !== undefined && step.escalation.afterS >= Number(timeoutS),
      `It escalates after ${step.kind === 'approval' ? step.escalation?.afterS : 0} s, and its deadline is after ${timeoutS} s.`,
      'Make escalation.afterS less than timeoutS.',
    ),
  ];
}

const catchProblems = (step: Step): StepProblem[] =>
  when(
    (step.catch ?? []).slice(0, -1).some(({ errors }) => errors.includes('*') || errors.includes('States.ALL')),
    'It catches all errors before others, which then are never caught.',
    'Put the catcher of `*` last.',
  );

function fieldProblems(step: Step, env: CompileEnv): StepProblem[] {
  switch (step.kind) {
    case 'message':
      return messageProblems(step, env);
    case 'wait': {
      const given = [step.forS, step.until, step.message].filter((one) => one !== undefined).length;
      return when(given !== 1, `It says ${given} of forS, until and message.`, 'Say exactly one.');
    }
    case 'map':
      return when(
        Array.isArray(step.over) && hasExpression(step.over),
        'Its items are an array with expressions within.',
        'Write the whole array as one expression: {% [$a, $b] %}.',
      );
    default:
      return [];
  }
}

const hasExpression = (template: Template): boolean =>
  isExpression(template) ||
  (typeof template === 'object' && template !== null && Object.values(template).some(hasExpression));

function messageProblems({ type, expects, reply }: StepOf<'message'>, env: CompileEnv): StepProblem[] {
  return [
    ...when(
      expects === 'none' && env.channelOf(type) === undefined,
      `No channel carries ${type}.`,
      'Use a type that a system declares, or declare it in systems/.',
    ),
    ...when(expects === 'reply' && reply === undefined, 'It expects a reply of no type.', 'Say which: reply.'),
    ...when(expects !== 'reply' && reply !== undefined, 'It says reply, and expects none.', 'Add expects: reply.'),
  ];
}
