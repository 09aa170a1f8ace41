/** Approval gate: something is prepared, if it need be, people are shown it, and the action follows only when they approve. */
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, type Ask, about, asking } from './common.ts';

export interface ApprovalGate extends About {
  /** What the people decide about; its output is `$prepare`. */
  readonly prepare?: Ask;
  readonly approvers: readonly string[];
  /** How many must approve; one unless told. */
  readonly required?: number;
  readonly question: string;
  readonly show: Template;
  readonly deadlineS: number;
  /** These may decide as well after a while. */
  readonly escalation?: { readonly afterS: number; readonly to: readonly string[] };
  readonly action: Ask;
}

/** The result: `{approved, decisions, output}`; `output` is the action's, null when it was rejected. */
export function approvalGate(parameters: ApprovalGate): WorkflowInput {
  const { prepare, approvers, required = 1, question, show, deadlineS, escalation, action, ...rest } = parameters;
  return {
    ...about(rest),
    participants: { ...(prepare && { preparer: prepare.to }), actor: action.to },
    steps: [
      ...(prepare ? [asking('prepare', 'preparer', prepare)] : []),
      {
        kind: 'approval',
        id: 'approve',
        title: 'People decide',
        approvers: [...approvers],
        required,
        question,
        show,
        timeoutS: deadlineS,
        ...(escalation && { escalation: { afterS: escalation.afterS, to: [...escalation.to] } }),
        onRejection: 'continue',
      },
      {
        kind: 'condition',
        id: 'gate',
        title: 'Approved?',
        branches: [
          {
            when: '{% $approve.approved %}',
            title: 'approved',
            steps: [{ ...asking('act', 'actor', action), guardedBy: 'approve' }],
          },
        ],
      },
    ],
    result: {
      approved: '{% $approve.approved %}',
      decisions: '{% $approve.decisions %}',
      output: '{% $approve.approved ? $gate.output : null %}',
    },
  };
}
