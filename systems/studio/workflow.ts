/**
 * From a request to a reviewed project with its plan and its documents.
 *
 *   request ─ analyst ─> requirements ─(person)─> design ─┬─> code  ─┬─> review <──┐      ─(person)─┬─> deployment ─┬─> released
 *                 └─> refused                              └─> tests ─┘     └─ reasons ─> code        └─> documents  ─┘
 *
 * 1. `$status` is one of: analysing, refused (not for the studio), rejected (by QA, REVIEW_ROUNDS times, or by a person), released.
 *    All are ends of the workflow; a role that is dead, or whose answer cannot be used, lets the execution itself fail.
 * 2. Revisions are code-1, code-2 … by round of review; tests, deployment and documents have one each.
 * 3. Persons are asked only with `approvals: true`. To reject, or to let the deadline pass, ends it.
 */
import type { StepsInput, WorkflowInput } from '../../contracts/workflow.ts';
import { LONGEST_REQUEST, REVIEW_ROUNDS } from '../../domain/studio/work.ts';

const DAY_S = 86_400;
const APPROVERS = ['role:operator', 'role:admin'];
/** An answer that was given is kept: asked again, an agent gives the same and pays nothing. */
const RETRY = { maxAttempts: 2, firstDelayS: 2, errors: ['NotDelivered', 'ParticipantFailed'] };
/** A role has five minutes for its models, over its queue as well. */
const STEP_TIMEOUT_S = 1_200;

const project = { requirements: '{% $requirements %}', design: '{% $design %}' };

/** What the workflow keeps of files that were made: the latest of each path, and who made them. */
const kept = (made: string) => ({
  files: `{% $merge([$files, ${made}.($revision := revision; files.{path: {'path': path, 'bytes': bytes, 'sha256': sha256, 'revision': $revision}})]) %}`,
  madeBy: `{% $distinct([$madeBy, ${made}.madeBy.model]) %}`,
});

/** A person decides; a rejection, or none in time, ends the workflow. */
const askPerson = (id: string, title: string, question: string, show: Record<string, string>): StepsInput => [
  {
    kind: 'approval',
    id,
    title,
    approvers: APPROVERS,
    question,
    show,
    timeoutS: 3 * DAY_S,
    onRejection: 'continue',
    onTimeout: 'reject',
  },
  {
    kind: 'transform',
    id: `${id}Taken`,
    title: 'The decision',
    set: {
      stopped: `{% $not($${id}.approved) %}`,
      status: `{% $${id}.approved ? $status : 'rejected' %}`,
      reason: `{% $${id}.approved ? '' : $count([$${id}.decisions]) = 0 ? 'Nobody decided in time.' :
        'Rejected by a person: ' & $join([$${id}.decisions.($exists(reason) ? reason : 'no reason given')], '; ') %}`,
    },
  },
];

const reviewRound: StepsInput = [
  {
    kind: 'task',
    id: 'review',
    title: 'QA reads all of it',
    to: 'qa',
    type: 'studio.review.requested',
    payload: { ...project, round: '{% $reviewingRound %}' },
    reply: 'studio.review.made',
    retry: RETRY,
  },
  {
    kind: 'transform',
    id: 'reviewed',
    title: 'The verdict',
    set: {
      approved: "{% $review.verdict = 'approved' %}",
      findings: '{% [$review.reasons] %}',
      reviews:
        "{% [$reviews, {'round': $reviewingRound, 'verdict': $review.verdict, 'summary': $review.summary, 'reasons': [$review.reasons], 'leftOut': [$review.leftOut]}] %}",
      madeBy: '{% $distinct([$madeBy, $review.madeBy.model]) %}',
    },
  },
  {
    kind: 'condition',
    id: 'sentBack',
    title: 'Is it sent back?',
    branches: [
      {
        when: `{% $not($approved) and $reviewingRound < ${REVIEW_ROUNDS} %}`,
        title: 'with reasons',
        steps: [
          {
            kind: 'task',
            id: 'revise',
            title: 'The developer mends it',
            to: 'developer',
            type: 'studio.code.requested',
            payload: {
              ...project,
              revision: "{% 'code-' & $string($reviewingRound + 1) %}",
              findings: '{% [$findings] %}',
            },
            reply: 'studio.code.made',
            retry: RETRY,
          },
          {
            kind: 'transform',
            id: 'revised',
            title: 'The next revision',
            set: { revision: '{% $revise.revision %}', ...kept('$revise') },
          },
        ],
      },
    ],
  },
];

const building: StepsInput = [
  {
    kind: 'task',
    id: 'makeDesign',
    title: 'The developer designs it',
    to: 'developer',
    type: 'studio.design.requested',
    payload: { requirements: '{% $requirements %}' },
    reply: 'studio.design.made',
    retry: RETRY,
  },
  {
    kind: 'transform',
    id: 'designed',
    title: 'The design',
    set: {
      status: 'building',
      design: '{% $makeDesign.design %}',
      madeBy: '{% $distinct([$madeBy, $makeDesign.madeBy.model]) %}',
    },
  },
  {
    kind: 'parallel',
    id: 'build',
    title: 'Code and tests, both from the design',
    steps: [
      {
        kind: 'task',
        id: 'code',
        title: 'The developer writes the code',
        to: 'developer',
        type: 'studio.code.requested',
        payload: { ...project, revision: 'code-1' },
        reply: 'studio.code.made',
        retry: RETRY,
      },
      {
        kind: 'task',
        id: 'tests',
        title: 'QA writes the tests',
        to: 'qa',
        type: 'studio.tests.requested',
        payload: { ...project, revision: 'tests-1' },
        reply: 'studio.tests.made',
        retry: RETRY,
      },
    ],
  },
  {
    kind: 'transform',
    id: 'built',
    title: 'The first revision',
    set: { revision: '{% $build.code.revision %}', ...kept('[$build.code, $build.tests]') },
  },
  {
    kind: 'loop',
    id: 'reviewing',
    title: 'Until QA approves',
    steps: reviewRound,
    until: '{% $approved %}',
    maxRounds: REVIEW_ROUNDS,
    exhausted: 'continue',
  },
  {
    kind: 'transform',
    id: 'judged',
    title: 'Approved, or rejected for good',
    set: {
      stopped: '{% $not($approved) %}',
      status: "{% $approved ? 'approved' : 'rejected' %}",
      reason: `{% $approved ? '' : 'QA sent it back ${REVIEW_ROUNDS} times; the last reasons: ' & $join([$findings.(path & ': ' & problem)], '; ') %}`,
    },
  },
];

const releasing: StepsInput = [
  {
    kind: 'parallel',
    id: 'release',
    title: 'How it is deployed, and its documents',
    steps: [
      {
        kind: 'task',
        id: 'planDeployment',
        title: 'DevOps plans the deployment',
        to: 'devops',
        type: 'studio.deployment.requested',
        payload: { ...project, revision: 'deployment-1' },
        reply: 'studio.deployment.made',
        retry: RETRY,
      },
      {
        kind: 'task',
        id: 'document',
        title: 'The writer documents it',
        to: 'writer',
        type: 'studio.documentation.requested',
        payload: { ...project, revision: 'documentation-1' },
        reply: 'studio.documentation.made',
        retry: RETRY,
      },
    ],
  },
  {
    kind: 'transform',
    id: 'released',
    title: 'Released',
    set: {
      status: 'released',
      deployment: '{% $release.planDeployment.plan %}',
      ...kept('[$release.planDeployment, $release.document]'),
    },
  },
];

export const buildSoftware: WorkflowInput = {
  id: 'build-software',
  title: 'From a request to reviewed software with its plan and its documents',
  participants: {
    analyst: 'capability:requirements',
    developer: 'capability:development',
    qa: 'capability:quality-assurance',
    devops: 'capability:deployment-planning',
    writer: 'capability:technical-writing',
  },
  trigger: { kind: 'manual' },
  input: {
    type: 'object',
    required: ['request'],
    additionalProperties: false,
    properties: {
      request: {
        type: 'string',
        minLength: 1,
        maxLength: LONGEST_REQUEST,
        description: 'such as: a URL shortener service',
      },
      approvals: { type: 'boolean', description: 'whether a person approves the requirements and the release' },
    },
  },
  variables: {
    status: 'analysing',
    approvals: '{% $exists($input.approvals) ? $input.approvals : false %}',
    requirements: null,
    design: null,
    deployment: null,
    revision: '',
    files: {},
    findings: [],
    reviews: [],
    madeBy: [],
    approved: false,
    stopped: false,
    reason: '',
  },
  timeoutS: 30 * DAY_S,
  stepTimeoutS: STEP_TIMEOUT_S,
  steps: [
    {
      kind: 'task',
      id: 'analyse',
      title: 'The analyst reads the request',
      to: 'analyst',
      type: 'studio.analysis.requested',
      payload: { request: '{% $input.request %}' },
      reply: 'studio.analysis.made',
      retry: RETRY,
    },
    {
      kind: 'transform',
      id: 'analysed',
      title: 'The requirements',
      set: {
        stopped: "{% $analyse.outcome = 'refused' %}",
        status: "{% $analyse.outcome = 'refused' ? 'refused' : 'analysed' %}",
        reason: '{% $analyse.reason %}',
        requirements: '{% $analyse.requirements %}',
        madeBy: '{% [$analyse.madeBy.model] %}',
      },
    },
    {
      kind: 'condition',
      id: 'requirementsChecked',
      title: 'Does a person see the requirements?',
      branches: [
        {
          when: '{% $approvals and $not($stopped) %}',
          title: 'yes',
          steps: askPerson(
            'approveRequirements',
            'A person decides about the requirements',
            "{% 'Build this: ' & $requirements.title & '? ' & $string($count([$requirements.stories])) & ' stories.' %}",
            { requirements: '{% $requirements %}' },
          ),
        },
      ],
    },
    {
      kind: 'condition',
      id: 'goesOn',
      title: 'Is it built?',
      branches: [{ when: '{% $not($stopped) %}', title: 'yes', steps: building }],
    },
    {
      kind: 'condition',
      id: 'releaseChecked',
      title: 'Does a person see what is released?',
      branches: [
        {
          when: '{% $approvals and $not($stopped) %}',
          title: 'yes',
          steps: askPerson(
            'approveRelease',
            'A person decides about the release',
            "{% 'Release ' & $requirements.title & ', ' & $revision & '? QA approved it in round ' & $string($reviews[-1].round) & ', by reading.' %}",
            { reviews: '{% $reviews %}', files: '{% $keys($files) %}' },
          ),
        },
      ],
    },
    {
      kind: 'condition',
      id: 'mayBeReleased',
      title: 'Is it released?',
      branches: [{ when: '{% $not($stopped) %}', title: 'yes', steps: releasing }],
    },
  ],
  result: {
    status: '{% $status %}',
    reason: '{% $reason %}',
    title: "{% $requirements = null ? '' : $requirements.title %}",
    revision: '{% $revision %}',
    reviewRounds: '{% $count($reviews) %}',
    reviews: '{% [$reviews] %}',
    files: '{% [$each($files, function($one) { $one })^(path)] %}',
    deployment: '{% $deployment %}',
    madeBy: '{% [$madeBy] %}',
  },
};
