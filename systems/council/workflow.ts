/**
 * A debate: nine debaters and a moderator, a judge and a person where wanted.
 *
 *   rounds of turns ──> agreed ──────────────────────────────────────────────> position
 *        │ └─ another, up to maxRounds                                              ↑
 *        └──> stalled, exhausted, agreed on neither side ──> judge, if wanted ──> person, if wanted and still undecided
 *
 * 1. What the position is, and who decided it, stands in the result: `consensus`, `judge`, `person`, or `nobody`.
 * 2. A person approves to decide for the question, and rejects to decide against it. When nobody does in time, nobody has decided.
 * 3. A debater that cannot be heard takes a turn without weight; an agent that is dead lets the execution fail at that step, so that a
 *    redrive goes on there.
 */
import type { StepsInput, WorkflowInput } from '../../contracts/workflow.ts';
import { MAX_QUESTION, MAX_ROUNDS } from '../../domain/council/debate.ts';
import { DEBATERS } from '../../domain/council/roles.ts';

const DAY_S = 86_400;
/** More than it takes until a message comes again whose agent died with it: its queue hides it for six times the agent's time. */
const STEP_S = 3_600;
/** An agent that died, or could not be reached, is asked again: it gives the answer that it gave. */
const RETRY = { maxAttempts: 3, errors: ['NotDelivered', 'ParticipantFailed'] };

const share = { type: 'number', minimum: 0, maximum: 1 };

const lastWord: StepsInput = [
  {
    kind: 'condition',
    id: 'judging',
    title: 'Is there a judge?',
    branches: [
      {
        when: '{% $withJudge %}',
        title: 'yes',
        steps: [
          {
            kind: 'task',
            id: 'judge',
            title: 'The judge has the last word',
            to: 'judge',
            type: 'council.verdict.requested',
            payload: {
              question: '{% $input.topic %}',
              turns: '{% $debate.turns %}',
              judgement: '{% $debate.judgement %}',
            },
            reply: 'council.verdict.given',
            retry: RETRY,
          },
          {
            kind: 'transform',
            id: 'judged',
            title: 'The verdict',
            set: {
              verdict: '{% $judge %}',
              position: '{% $judge.position %}',
              decidedBy: "{% $judge.position = 'undecided' ? 'nobody' : 'judge' %}",
            },
          },
        ],
      },
    ],
  },
  {
    kind: 'condition',
    id: 'tieBreak',
    title: 'Does a person decide?',
    branches: [
      {
        when: "{% $withPerson and $decidedBy = 'nobody' %}",
        title: 'yes',
        steps: [
          {
            kind: 'approval',
            id: 'decide',
            title: 'A person decides',
            approvers: ['role:operator', 'role:admin'],
            question:
              "{% 'The council does not agree: ' & $input.topic & ' Approve to decide for it, reject to decide against it.' %}",
            show: { judgement: '{% $debate.judgement %}', verdict: '{% $verdict %}' },
            timeoutS: 3 * DAY_S,
            onRejection: 'continue',
            onTimeout: 'reject',
          },
          {
            kind: 'transform',
            id: 'decided',
            title: 'The decision',
            set: {
              // Rejected by nobody: the deadline has passed.
              position: "{% $count([$decide.decisions]) = 0 ? 'undecided' : $decide.approved ? 'for' : 'against' %}",
              decidedBy: "{% $count([$decide.decisions]) = 0 ? 'nobody' : 'person' %}",
              decisions: '{% [$decide.decisions] %}',
            },
          },
        ],
      },
    ],
  },
];

export const debateWorkflow: WorkflowInput = {
  id: 'debate',
  title: 'Debate to a consensus',
  participants: {
    ...Object.fromEntries(DEBATERS.map((name) => [name, `agent:council.${name}`])),
    moderator: 'agent:council.moderator',
    judge: 'agent:council.judge',
  },
  trigger: { kind: 'manual' },
  input: {
    type: 'object',
    required: ['topic'],
    additionalProperties: false,
    properties: {
      topic: { type: 'string', minLength: 1, maxLength: MAX_QUESTION, description: 'such as: Should we rewrite it?' },
      debaters: { type: 'array', minItems: 2, maxItems: DEBATERS.length, items: { enum: [...DEBATERS] } },
      maxRounds: { type: 'integer', minimum: 1, maximum: MAX_ROUNDS },
      threshold: share,
      quorum: share,
      expertise: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(DEBATERS.map((name) => [name, { type: 'number', minimum: 0, maximum: 10 }])),
      },
      judge: { type: 'boolean' },
      person: { type: 'boolean' },
    },
  },
  variables: {
    threshold: '{% $exists($input.threshold) ? $input.threshold : 0.8 %}',
    quorum: '{% $exists($input.quorum) ? $input.quorum : 0.5 %}',
    expertise: '{% $exists($input.expertise) ? $input.expertise : {} %}',
    who: `{% $exists($input.debaters) ? $input.debaters : ${JSON.stringify(DEBATERS)} %}`,
    rounds: '{% $exists($input.maxRounds) ? $input.maxRounds : 3 %}',
    withJudge: '{% $exists($input.judge) ? $input.judge : false %}',
    withPerson: '{% $exists($input.person) ? $input.person : false %}',
    position: 'undecided',
    decidedBy: 'nobody',
    verdict: null,
    decisions: [],
  },
  timeoutS: 7 * DAY_S,
  stepTimeoutS: STEP_S,
  steps: [
    {
      kind: 'debate',
      id: 'debate',
      title: 'The council debates',
      topic: {
        question: '{% $input.topic %}',
        threshold: '{% $threshold %}',
        quorum: '{% $quorum %}',
        expertise: '{% $expertise %}',
      },
      debaters: [...DEBATERS],
      among: '{% $who %}',
      moderator: 'moderator',
      maxRounds: MAX_ROUNDS,
      rounds: '{% $rounds %}',
      turn: { type: 'council.turn.requested', reply: 'council.turn.taken' },
      judge: { type: 'council.judgement.requested', reply: 'council.judgement.made' },
      retry: RETRY,
    },
    {
      kind: 'condition',
      id: 'outcome',
      title: 'Do they agree on a side?',
      branches: [
        {
          when: "{% $debate.agreed and $debate.judgement.position != 'undecided' %}",
          title: 'agreed',
          steps: [
            {
              kind: 'transform',
              id: 'agreed',
              title: 'By consensus',
              set: { position: '{% $debate.judgement.position %}', decidedBy: 'consensus' },
            },
          ],
        },
      ],
      otherwise: lastWord,
    },
  ],
  result: {
    topic: '{% $input.topic %}',
    ended: '{% $debate.ended %}',
    rounds: '{% $debate.rounds %}',
    position: '{% $position %}',
    decidedBy: '{% $decidedBy %}',
    judgement: '{% $debate.judgement %}',
    verdict: '{% $verdict %}',
    decisions: '{% $decisions %}',
    turns: '{% $debate.turns %}',
  },
};
