/** Choice: the first rule that holds says where to go. https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import type { Rule } from '../asl/definition.ts';
import { Failure, queryFault } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';
import type { Outcome } from '../run/outcome.ts';
import { holds } from './comparison.ts';
import { typeOf } from './fail.ts';

export async function runChoice(branch: Branch): Promise<Outcome> {
  const { state, frame } = branch;
  const flow = flowOf(branch);
  const passed = flow.language === 'JSONPath' ? flow.look(branch) : undefined;
  for (const [i, rule] of (state.Choices ?? []).entries())
    if (await matches(branch, rule, i)) return { ...(await flow.leave(branch, passed, rule)), next: rule.Next };
  if (state.Default === undefined)
    throw new Failure(
      'States.NoChoiceMatched',
      `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered?.eventId ?? 0}). Failed to transition out of the state. The state's Choice rules did not match and it has no Default.`,
    );
  return { ...(await flow.leave(branch, passed)), next: state.Default };
}

async function matches(branch: Branch, rule: Rule, index: number): Promise<boolean> {
  if (rule.Condition === undefined) return holds(branch, rule);
  if (typeof rule.Condition === 'boolean') return rule.Condition;
  const field = `Choices[${index}]/Condition`;
  const value = await flowOf(branch).fill(branch, rule.Condition, field);
  if (typeof value === 'boolean') return value;
  throw queryFault(
    field,
    `The JSONata expression '${rule.Condition.slice(2, -2).trim()}' specified for the field '${field}' returned an unexpected result type. Expected 'boolean', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}
