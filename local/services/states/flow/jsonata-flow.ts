/**
 * The data-flow of JSONata: Arguments, Output, Assign and `$states`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import type { Json } from '../../../engine/service.ts';
import type { Bindings } from '../language/jsonata/evaluate.ts';
import { fillJsonata } from '../language/jsonata/template.ts';
import type { Branch } from '../run/branch.ts';
import { contextObject } from '../run/context-object.ts';
import type { Flow } from './contract.ts';

/** What `$states` has beside the input and the context. */
interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** The Context object is made when an expression asks for it: most do not. */
const bindings = (branch: Branch, outcome: Outcome = {}, context = () => contextObject(branch)): Bindings => ({
  ...branch.frame.variables,
  states: {
    input: branch.frame.input,
    get context() {
      return context();
    },
    ...outcome,
  },
});

const fill = (branch: Branch, template: Json, field: string, outcome?: Outcome): Promise<Json> =>
  fillJsonata(template, field, bindings(branch, outcome), branch.run.engine);

const assign = async (branch: Branch, template: Json | undefined, outcome: Outcome) =>
  template === undefined ? undefined : ((await fill(branch, template, 'Assign', outcome)) as Record<string, Json>);

export const jsonataFlow: Flow = {
  language: 'JSONata',
  look: (branch) => branch.frame.input,
  async work(branch) {
    const { Arguments } = branch.state;
    if (Arguments === undefined) return branch.frame.input;
    const given = await fill(branch, Arguments, 'Arguments');
    branch.run.probe?.see('afterArguments', given);
    return given;
  },
  async fill(branch, template, field, item) {
    const context = contextObject(branch) as { readonly [key: string]: Json };
    const seen: Json = item ? { ...context, Map: { Item: { ...item } } } : context;
    return await fillJsonata(
      template,
      field,
      bindings(branch, {}, () => seen),
      branch.run.engine,
    );
  },
  async field(branch, name) {
    const value = branch.state[name] as Json | undefined;
    return typeof value === 'string' ? await fill(branch, value, name) : value;
  },
  async leave(branch, result, leaving = branch.state) {
    const outcome: Outcome = result === undefined ? {} : { result };
    const assigned = await assign(branch, leaving.Assign, outcome);
    const output =
      leaving.Output === undefined
        ? (result ?? branch.frame.input)
        : await fill(branch, leaving.Output, 'Output', outcome);
    return { output, assigned };
  },
  async leaveCaught(branch, catcher, errorOutput) {
    const assigned = await assign(branch, catcher.Assign, { errorOutput });
    const output =
      catcher.Output === undefined ? errorOutput : await fill(branch, catcher.Output, 'Output', { errorOutput });
    return { output, assigned };
  },
};
