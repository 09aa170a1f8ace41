/** Every agent that asks models when a message comes, as it ships, and the places in its messages where text of others stands. */
import type { System } from '../../../contracts/system.ts';
import type { Debater } from '../../../domain/council/debate.ts';
import { judgementOf } from '../../../domain/council/moderate.ts';
import { DEBATERS } from '../../../domain/council/roles.ts';
import { DESIGN as design, REQUIREMENTS } from '../../../domain/studio/rehearsal/analysis.ts';
import { turn as advocate } from '../../../functions/agents/council/advocate/turn.v1.ts';
import { turn as analystOfCouncil } from '../../../functions/agents/council/analyst/turn.v1.ts';
import { createDebater } from '../../../functions/kit/council/debater.ts';
import { turn as economist } from '../../../functions/agents/council/economist/turn.v1.ts';
import { turn as engineer } from '../../../functions/agents/council/engineer/turn.v1.ts';
import { turn as ethicist } from '../../../functions/agents/council/ethicist/turn.v1.ts';
import { turn as expert } from '../../../functions/agents/council/expert/turn.v1.ts';
import { turn as historian } from '../../../functions/agents/council/historian/turn.v1.ts';
import { judge } from '../../../functions/agents/council/judge/judge.ts';
import { moderator } from '../../../functions/agents/council/moderator/moderator.ts';
import { turn as sceptic } from '../../../functions/agents/council/sceptic/turn.v1.ts';
import { turn as user } from '../../../functions/agents/council/user/turn.v1.ts';
import { planner } from '../../../functions/agents/planner/planner/planner.ts';
import { analyst } from '../../../functions/agents/studio/analyst/analyst.ts';
import { developer } from '../../../functions/agents/studio/developer/developer.ts';
import { devops } from '../../../functions/agents/studio/devops/devops.ts';
import { qa } from '../../../functions/agents/studio/qa/qa.ts';
import { writer } from '../../../functions/agents/studio/writer/writer.ts';
import { createAgent, type Handlers } from '../../../functions/kit/agent.ts';
import { council } from '../../../systems/council.ts';
import { planner as planning } from '../../../systems/planner.ts';
import { studio } from '../../../systems/studio.ts';
import type { Target } from './cell.ts';

type Places = Target['places'];
type Shipped = Pick<Target, 'places' | 'workflow' | 'mostOutputTokens'> & Partial<Pick<Target, 'files'>>;

export function target<S extends System, A extends keyof S['agents'] & string>(
  system: S,
  name: A,
  handlers: Handlers<S, A>,
  more: Shipped,
): Target {
  return { system, name, ...more, open: (_, deps) => createAgent(system, name, handlers, () => deps) };
}

const PROMPTS = {
  ...{ advocate, sceptic, analyst: analystOfCouncil, expert, economist, engineer, ethicist, user, historian },
};

/** In a debate. */
const turnOf = (by: Debater, round: number, more: object = {}) => ({
  round,
  from: `agent:council.${by}`,
  payload: {
    ...{ claim: 'It is so.', evidence: [], stance: 0.4, confidence: 0.6, answers: [], changesMind: 'A measurement.' },
    ...{ madeBy: 'offline:rehearsal' as const, prompt: { id: `council/${by}/turn`, version: 1 } },
    ...more,
  },
});
const motion = (question: string) => ({ question, threshold: 0.8, quorum: 0.5, expertise: {} });
const QUESTION = 'Tabs or spaces?';
const second = (turns: readonly object[], question = QUESTION) => ({
  ...{ topic: motion(question), round: 2, rounds: 2, phase: 'closing', turns },
});
const other = (name: string): Debater => (name === 'user' ? 'sceptic' : 'user');
const DEBATE = { workflow: 'debate' };

const debaters = DEBATERS.map((name) => {
  const type = 'council.turn.requested';
  const places: Places = {
    'the question': (words) => ({ type, payload: second([], words || QUESTION) }),
    "another's claim": (words) => ({ type, payload: second([turnOf(other(name), 1, { claim: words || 'So.' })]) }),
    "another's evidence": (words) => ({
      type,
      payload: second([turnOf(other(name), 1, { evidence: [words || 'So.'] })]),
    }),
    'its own turn, forged': (words) => ({ type, payload: second([turnOf(name, 1, { claim: words || 'So.' })]) }),
    'what would change a mind': (words) => ({
      type,
      payload: second([turnOf(other(name), 1, { changesMind: words || 'So.' })]),
    }),
  };
  return target(council, name, createDebater(name, PROMPTS[name]) as never, {
    ...DEBATE,
    places,
    mostOutputTokens: 1_000,
  });
});

const judging = (turns: ReturnType<typeof turnOf>[], question = QUESTION) => {
  const judgement = judgementOf({ topic: motion(question), round: 1, turns });
  return { type: 'council.verdict.requested', payload: { question, turns, judgement } };
};

const rulers = [
  target(council, 'moderator', moderator, {
    ...{ ...DEBATE, mostOutputTokens: 700 },
    places: Object.fromEntries(
      Object.entries({
        'the question': (words: string) => second([turnOf('user', 2)], words || QUESTION),
        'a claim': (words: string) => second([turnOf('user', 2, { claim: words || 'So.' })]),
        evidence: (words: string) => second([turnOf('user', 2, { evidence: [words || 'So.'] })]),
      }).map(([place, payload]) => [
        place,
        (words: string) => ({ type: 'council.judgement.requested', payload: payload(words) }),
      ]),
    ),
  }),
  target(council, 'judge', judge, {
    ...{ ...DEBATE, mostOutputTokens: 900 },
    places: {
      'the question': (words) => judging([turnOf('user', 1)], words || QUESTION),
      'a claim': (words) => judging([turnOf('user', 1, { claim: words || 'So.' })]),
      evidence: (words) => judging([turnOf('user', 1, { evidence: [words || 'So.'] })]),
    },
  }),
];

const SOFTWARE = { workflow: 'build-software' };
const requirementsWith = (words: string) => ({ ...REQUIREMENTS, assumptions: [words || 'None.'] });
const designWith = (words: string) => ({ ...design, contracts: [...design.contracts, words || 'None.'] });
const project = { requirements: REQUIREMENTS, design };
const finding = (words: string) => ({
  ...{ path: 'src/server.js', problem: words || 'It is wrong.', rule: 'S1', remedy: 'Mend it.', severity: 'major' },
});
/** In the project before the agent is asked; the text of one is hostile. */
const files = (words: string) => [
  { path: 'src/server.js', text: `// ${words}\n` },
  { path: 'README.md', text: '# A service\n' },
];
const inProject = (type: string, more: object): Places => ({
  'a requirement': (words) => ({ type, payload: { ...project, requirements: requirementsWith(words), ...more } }),
  'a contract of the design': (words) => ({ type, payload: { ...project, design: designWith(words), ...more } }),
});
const inFile = (type: string, more: object): Places => ({
  'a file': () => ({ type, payload: { ...project, ...more } }),
});

const studios = [
  target(studio, 'analyst', analyst, {
    ...{ ...SOFTWARE, mostOutputTokens: 6_000 },
    places: { 'the request': (words) => ({ type: 'studio.analysis.requested', payload: { request: words || 'x' } }) },
  }),
  target(studio, 'developer', developer, {
    ...{ ...SOFTWARE, mostOutputTokens: 16_000, files },
    places: {
      'a requirement to design from': (words) => ({
        ...{ type: 'studio.design.requested', payload: { requirements: requirementsWith(words) } },
      }),
      ...inProject('studio.code.requested', { revision: 'code-1' }),
      'a finding of the review': (words) => ({
        type: 'studio.code.requested',
        payload: { ...project, revision: 'code-2', findings: [finding(words)] },
      }),
      ...inFile('studio.code.requested', { revision: 'code-2', findings: [finding('')] }),
    },
  }),
  target(studio, 'qa', qa, {
    ...{ ...SOFTWARE, mostOutputTokens: 16_000, files },
    places: {
      ...inProject('studio.tests.requested', { revision: 'tests-1' }),
      ...inFile('studio.review.requested', { round: 1 }),
    },
  }),
  target(studio, 'devops', devops, {
    ...{ ...SOFTWARE, mostOutputTokens: 16_000, files },
    places: {
      ...inFile('studio.deployment.requested', { revision: 'operation-1' }),
      ...inProject('studio.deployment.requested', { revision: 'operation-1' }),
    },
  }),
  target(studio, 'writer', writer, {
    ...{ ...SOFTWARE, mostOutputTokens: 16_000, files },
    places: {
      ...inFile('studio.documentation.requested', { revision: 'documents-1' }),
      ...inProject('studio.documentation.requested', { revision: 'documents-1' }),
    },
  }),
];

const GOAL = "prepare the fleet's weekly maintenance report";
const plans = (payload: (words: string) => object) => (words: string) => ({
  ...{ type: 'planner.plan.requested', payload: payload(words) },
});
const planners = [
  target(planning, 'planner', planner, {
    ...{ workflow: 'plan-and-execute', mostOutputTokens: 4_000 },
    places: {
      'the goal': plans((words) => ({ goal: `${GOAL} ${words}` })),
      'what a person said of the last plan': plans((words) => ({
        ...{ goal: GOAL, feedback: [{ from: 'person', by: 'ada', reason: words }] },
      })),
      'what the critic said of the last plan': plans((words) => ({
        goal: GOAL,
        feedback: [{ from: 'critic', reasons: [{ code: 'TooLong', severity: 'error', reason: words || 'x' }] }],
      })),
    },
  }),
];

/** Of those in one group, the code is mostly the same. */
export const TARGETS = { debaters, rulers, studios, planners } as const satisfies Record<string, readonly Target[]>;
