/** Checks what a stack gives to others and takes from them: outputs, exports, imports; and its rules. */
import type { CheckContext, StackCheck } from './checked.ts';
import { evaluate, evaluateCondition, type Lookup } from './intrinsics.ts';
import { isPending, pending } from './pending.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html */
export function checkRules({ document, scope, refuse }: StackCheck): void {
  for (const [name, { RuleCondition, Assertions }] of Object.entries(document.Rules)) {
    const path = `Rules.${name}`;
    if (RuleCondition !== undefined && !evaluateCondition(RuleCondition, scope, path)) continue;
    for (const { Assert, AssertDescription } of Assertions) {
      if (evaluateCondition(Assert, scope, path)) continue;
      refuse({ path, problem: 'the assertion does not hold.', remedy: AssertDescription ?? 'Change the parameters.' });
    }
  }
}

/** The outputs whose condition holds, each with a text that changes when it does; they are promised to the stacks behind. */
export function checkOutputs(check: StackCheck): Map<string, string> {
  const { document, source, scope, promised } = check;
  const found = new Map<string, string>();
  for (const [key, { Value, Condition, Export, Description }] of Object.entries(document.Outputs)) {
    if (Condition !== undefined && !scope.condition(Condition, `Outputs.${key}.Condition`)) continue;
    const value = evaluate(Value, scope, `Outputs.${key}.Value`);
    const exported = Export && evaluate(Export.Name, scope, `Outputs.${key}.Export.Name`);
    found.set(key, JSON.stringify([value, exported, Description]));
    promised.outputs.add(`${source.name}.${key}`);
    if (Export) checkExport(check, `Outputs.${key}.Export.Name`, exported);
  }
  promised.stacks.add(source.name);
  return found;
}

function checkExport({ source, promised, state, refuse }: StackCheck, path: string, name: unknown): void {
  if (typeof name !== 'string' || isPending(name)) {
    refuse({ path, problem: 'the name is not known before resources exist.', remedy: 'Make it of parameters only.' });
    return;
  }
  const before = state
    .stacks()
    .find((stack) => stack.name !== source.name && stack.outputs.some(({ exportName }) => exportName === name))?.name;
  const owner = promised.exports.get(name) ?? (before && !promised.stacks.has(before) ? before : undefined);
  if (owner) refuse({ path, problem: `${owner} exports ${name} already.`, remedy: 'Choose another name.' });
  else promised.exports.set(name, source.name);
}

/** References to other stacks: promised by this deployment, else deployed before. */
export function otherStacks(
  { engine, state, promised }: CheckContext,
  refuse: Lookup['refuse'],
): Pick<Lookup, 'imported' | 'stackOutput'> {
  return {
    imported(name, at) {
      const before = state.stacks().filter((stack) => !promised.stacks.has(stack.name));
      const exists =
        promised.exports.has(name) || before.some(({ outputs }) => outputs.some((o) => o.exportName === name));
      if (!exists)
        refuse(
          at,
          `no stack exports ${name}.`,
          'Deploy the stack that exports it before, or in the same deployment.',
          `No export named ${name} found.`,
        );
      return pending(`import ${name}`);
    },
    stackOutput(stackName, outputName, region, at) {
      if (region !== undefined && region !== engine.region)
        refuse(at, `the output is asked for from ${region}.`, `This cloud has one region: ${engine.region}.`);
      const exists = promised.stacks.has(stackName)
        ? promised.outputs.has(`${stackName}.${outputName}`)
        : state.stack(stackName)?.outputs.some(({ key }) => key === outputName);
      if (!exists) refuse(at, `stack ${stackName} has no output ${outputName}.`, 'Deploy it before, or mend the name.');
      return pending(`output ${stackName}.${outputName}`);
    },
  };
}
