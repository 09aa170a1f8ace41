/**
 * The data-flow of JSONPath: InputPath, Parameters, ResultSelector, ResultPath, OutputPath, Assign, and the fields that end
 * in Path. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
import type { Json } from '../../../engine/service.ts';
import { runtimeFault } from '../failure.ts';
import { evaluatePath, type Roots } from '../language/json-path/evaluate.ts';
import { parsePath, type Step } from '../language/json-path/parse.ts';
import { evaluateField, evaluateText, fillTemplate } from '../language/payload-template.ts';
import { writeAt } from '../language/reference-path.ts';
import type { Branch } from '../run/branch.ts';
import { contextObject } from '../run/context-object.ts';
import type { Flow } from './contract.ts';

/** The Context object is made when a path asks for it: most do not. */
const rootsOf = (branch: Branch, data: Json, context = () => contextObject(branch)): Roots => ({
  data,
  get context() {
    return context();
  },
  variables: branch.frame.variables,
});

/** InputPath or OutputPath; null is an empty object. */
function filtered(branch: Branch, path: string | null | undefined, data: Json): Json {
  if (path === undefined || path === '$') return data;
  if (path === null) return {};
  const parsed = parsePath(path);
  const found = parsed && evaluatePath(parsed, rootsOf(branch, data));
  if (found === undefined)
    throw runtimeFault(
      `Invalid path '${path}' : ${parsed ? `No results for path: ${canonical(parsed.steps)}` : 'it is not a path'}`,
    );
  return found;
}

/** How the answer of AWS spells a path. */
const canonical = (steps: readonly Step[]): string =>
  `$${steps
    .map((step) =>
      step.kind === 'names'
        ? `['${step.names.join("','")}']`
        : step.kind === 'indexes'
          ? `[${step.indexes.join(',')}]`
          : step.kind === 'deep'
            ? '..'
            : '[*]',
    )
    .join('')}`;

function assigned(branch: Branch, template: Json | undefined, data: Json): Record<string, Json> | undefined {
  if (template === undefined) return undefined;
  return fillTemplate(template, rootsOf(branch, data), branch.run.engine.random) as Record<string, Json>;
}

/** ResultPath: the result put into the state's input, or instead of it, or neither. */
const placed = (input: Json, path: string | null | undefined, result: Json): Json =>
  path === null ? input : path === undefined || path === '$' ? result : writeAt(input, path, result);

export const jsonPathFlow: Flow = {
  language: 'JSONPath',
  look(branch) {
    const looked = filtered(branch, branch.state.InputPath, branch.frame.input);
    branch.run.probe?.see('afterInputPath', looked);
    return looked;
  },
  async work(branch) {
    const looked = jsonPathFlow.look(branch);
    const { Parameters } = branch.state;
    const given =
      Parameters === undefined ? looked : fillTemplate(Parameters, rootsOf(branch, looked), branch.run.engine.random);
    branch.run.probe?.see('afterParameters', given);
    return given;
  },
  async fill(branch, template, _, item) {
    const context = contextObject(branch) as { readonly [key: string]: Json };
    const seen: Json = item ? { ...context, Map: { Item: { ...item } } } : context;
    return fillTemplate(
      template,
      rootsOf(branch, jsonPathFlow.look(branch), () => seen),
      branch.run.engine.random,
    );
  },
  async field(branch, name) {
    const { state } = branch;
    const path = (state as unknown as Record<string, Json | undefined>)[`${name}Path`];
    if (typeof path !== 'string') return state[name] as Json | undefined;
    return evaluateText(path, `${name}Path`, rootsOf(branch, jsonPathFlow.look(branch)), branch.run.engine.random);
  },
  async leave(branch, result, leaving = branch.state) {
    const { state, frame, run } = branch;
    const found = result ?? (await jsonPathFlow.work(branch));
    const selected =
      state.ResultSelector === undefined
        ? found
        : fillTemplate(state.ResultSelector, rootsOf(branch, found), run.engine.random);
    const combined = placed(frame.input, state.ResultPath, selected);
    run.probe?.see('result', found);
    run.probe?.see('afterResultSelector', selected);
    run.probe?.see('afterResultPath', combined);
    const output = filtered(branch, state.OutputPath, combined);
    return { output, assigned: assigned(branch, leaving.Assign, found) };
  },
  async leaveCaught(branch, catcher, errorOutput) {
    const output = placed(branch.frame.input, catcher.ResultPath, errorOutput);
    return { output, assigned: assigned(branch, catcher.Assign, errorOutput) };
  },
};

/** The value at a path of a Choice's Variable, or of a comparison's other side; undefined when nothing is there. */
export function found(branch: Branch, path: string): Json | undefined {
  const parsed = parsePath(path);
  return parsed && evaluatePath(parsed, rootsOf(branch, jsonPathFlow.look(branch)));
}

/** The same for a value that must be there. Throws States.Runtime. */
export const needed = (branch: Branch, path: string, field: string): Json =>
  evaluateField(path, field, rootsOf(branch, jsonPathFlow.look(branch)));
