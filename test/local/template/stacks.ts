/** Templates and assemblies for these tests, written by hand. */
import type { Assembly } from '../../../local/template/assembly.ts';

export const queue = (properties: object = {}, attributes: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
  ...attributes,
});

/** Stacks in the order given, each a template. */
export const stacks = (templates: Readonly<Record<string, object>>): Assembly => ({
  stacks: Object.entries(templates).map(([name, template]) => ({
    name,
    text: JSON.stringify(template),
    parameters: {},
    tags: {},
  })),
  assets: [],
});

/** One stack with parameters. */
export const withParameters = (
  name: string,
  template: object,
  parameters: Readonly<Record<string, string>>,
): Assembly => ({
  stacks: [{ name, text: JSON.stringify(template), parameters, tags: {} }],
  assets: [],
});

/** The steps that a deployment took, as `step logicalId`, in order. */
export function stepsInto(steps: string[]) {
  return ({ step, logicalId, error }: { step: string; logicalId: string; error?: unknown }) =>
    steps.push(`${step} ${logicalId}${error === undefined ? '' : ' failed'}`);
}
