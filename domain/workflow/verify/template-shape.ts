/** What a template gives, and what is wrong with the expressions in it. */
import type { Template } from '../../../contracts/workflow.ts';
import { expressionIn, variablesOf } from '../expressions.ts';
import { shapeOfExpression } from './expression-shape.ts';
import { type Judged, type Scope, tellUnknown } from './scope.ts';
import { ANY, arrayOf, literalShape, mayBeAbsent, type Shape, STRING, unionOf, withoutAbsent } from './shape.ts';
import { parse } from './syntax.ts';

/** Where a template stands. */
export interface Spot {
  readonly judged: Judged;
  readonly scope: Scope;
  /** None for what belongs to the workflow itself. */
  readonly step?: string;
  /** `payload`, `until` …, for sentences. */
  readonly field: string;
}

export function shapeOfTemplate(template: Template, spot: Spot): Shape {
  if (typeof template === 'string') return shapeOfText(template, spot);
  if (Array.isArray(template)) {
    const items = unionOf(template.map((one, i) => shapeOfTemplate(one, below(spot, `[${i}]`))));
    return { ...arrayOf(items), least: template.length, most: template.length };
  }
  if (typeof template !== 'object' || template === null) return literalShape(template);
  const fields = Object.entries(template).map(
    ([name, one]) => [name, { shape: shapeOfTemplate(one, below(spot, `.${name}`)), optional: false }] as const,
  );
  return { is: 'object', fields: new Map(fields), rest: 'closed' };
}

const below = (spot: Spot, name: string): Spot => ({ ...spot, field: `${spot.field}${name}` });

function shapeOfText(text: string, spot: Spot): Shape {
  const source = expressionIn(text);
  if (source !== undefined) return present(source, shapeOfSource(source, spot), spot);
  if (text.includes('{%'))
    spot.judged.report.error(
      'PartialExpression',
      spot.step,
      `${spot.field} has {% inside a text: it is sent as it stands, not evaluated.`,
      "Make the whole text one expression: {% 'Order ' & $input.id %}.",
    );
  return literalShape(text);
}

/** Step Functions fails where an expression gives nothing. */
function present(source: string, shape: Shape, { judged, scope, step, field }: Spot): Shape {
  if (mayBeAbsent(shape) && !variablesOf(source).some((name) => scope.get(name)?.asked))
    judged.report.warning(
      'MaybeMissing',
      step,
      `${field} is {%${short(source)}%}, which may be missing; the step would fail then.`,
      'Give another value for that: {% $exists(…) ? … : null %}; or ask before in a condition.',
    );
  const root = /^\s*\$(\w+)\.[\w.[\]]+\s*$/.exec(source)?.[1];
  const known = root === undefined ? undefined : scope.get(root);
  if (known?.nullUntil !== undefined && !known.asked && !scope.get(known.nullUntil)?.asked)
    judged.report.warning(
      'MaybeMissing',
      step,
      `${field} is {%${short(source)}%}, and $${root} is null in the first round: the step would fail then.`,
      `Ask for it: {% $${root} ? … : … %}, or for $${known.nullUntil} > 1.`,
    );
  return withoutAbsent(shape);
}

/** The shape that an expression gives, `absent` among it. @param source without `{% %}` */
export function shapeOfSource(source: string, { judged, scope, step, field }: Spot): Shape {
  const parsed = parse(source);
  if ('error' in parsed) {
    judged.report.error(
      'BadExpression',
      step,
      `${field} does not parse: ${parsed.error}, at character ${parsed.position + 2} of {%${short(source)}%}.`,
      'Correct the JSONata; try.jsonata.org evaluates it against a sample.',
    );
    return ANY;
  }
  const told = (code: string, message: string, remedy: string) =>
    judged.report.error(code, step, `${field}: ${message}, in {%${short(source)}%}.`, remedy);
  return shapeOfExpression(parsed.node, {
    variable: (name, excused) => {
      const shape = builtIn(name);
      if (shape) return shape;
      const known = scope.get(name);
      if (!known) tellUnknown(judged, name, step);
      else if (known.unsetOn !== undefined && !excused)
        judged.report.error(
          'MaybeUnset',
          step,
          `${field} uses $${name}, which nothing has set after ${known.unsetOn}.`,
          `Set it on every way, or ask first: $exists($${name}) ? … : ….`,
        );
      return known?.shape;
    },
    has: (name) => scope.has(name),
    problem: told,
  });
}

const builtIn = (name: string): Shape | undefined =>
  name === 'states' ? ANY : name === 'execution' ? STRING : undefined;

const SHORT = 120;
const short = (source: string): string => (source.length > SHORT ? `${source.slice(0, SHORT)}…` : source);

/** Without a word about anything, for questions that were asked before. */
export function quietShapeOf(expression: string, scope: Scope): Shape {
  const parsed = parse(expressionIn(expression) ?? expression);
  if ('error' in parsed) return ANY;
  return shapeOfExpression(parsed.node, {
    variable: (name) => builtIn(name) ?? scope.get(name)?.shape ?? ANY,
    has: (name) => scope.has(name),
    problem: () => undefined,
  });
}

/** The same for a template. */
export function quietShapeOfTemplate(template: Template, scope: Scope): Shape {
  if (typeof template === 'string')
    return expressionIn(template) === undefined ? literalShape(template) : quietShapeOf(template, scope);
  if (Array.isArray(template)) return arrayOf(unionOf(template.map((one) => quietShapeOfTemplate(one, scope))));
  if (typeof template !== 'object' || template === null) return literalShape(template);
  const fields = Object.entries(template).map(
    ([name, one]) => [name, { shape: quietShapeOfTemplate(one, scope), optional: false }] as const,
  );
  return { is: 'object', fields: new Map(fields), rest: 'closed' };
}
