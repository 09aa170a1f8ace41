/** Scatter and gather: several participants are asked the same at once, and the answers of enough of them are the result. */
import type { StepOf, Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, about } from './common.ts';

export interface ScatterAndGather extends About {
  /** Addresses by the names that the workflow gives them. */
  readonly participants: Readonly<Record<string, string>>;
  readonly type: string;
  readonly payload: Template;
  readonly reply: string;
  /** `all` unless told. */
  readonly until?: StepOf<'coordination'>['until'];
  /** When time is up with fewer answers: `fail` unless told. */
  readonly missing?: StepOf<'coordination'>['missing'];
}

export function scatterAndGather(parameters: ScatterAndGather): WorkflowInput {
  const { participants, type, payload, reply, until = 'all', missing = 'fail', ...rest } = parameters;
  return {
    ...about(rest),
    participants: { ...participants },
    steps: [
      { kind: 'coordination', id: 'gather', to: Object.keys(participants), type, payload, reply, until, missing },
      {
        kind: 'transform',
        id: 'summary',
        title: 'Who answered what',
        output: {
          answers: '{% [$gather.answers.payload] %}',
          from: '{% [$gather.answers.from] %}',
          missing: '{% $gather.missing %}',
        },
      },
    ],
    result: '{% $summary %}',
  };
}
