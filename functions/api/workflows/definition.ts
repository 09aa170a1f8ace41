/**
 * A definition from a request: JSON of a bearable size, in the words of the schema, sound for the verifier and the compiler.
 * Everything is refused here, before anything is made.
 */
import type { Breach } from '../../../contracts/http.ts';
import { type WorkflowDefinition, workflowSchema } from '../../../contracts/workflow.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import { compileWorkflow, machineText, WorkflowError } from '../../../domain/workflow/compile.ts';
import type { Finding } from '../../../domain/workflow/verify/findings.ts';
import { verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { jsonOf } from '../../kit/http-body.ts';
import { breachesOf, ProblemError, problem } from '../../kit/problem.ts';
import { checkerOf } from '../../kit/workflow/json-schema.ts';

/** It is kept in one item of DynamoDB, which holds 400 KB, with some words beside it. */
const MOST_BYTES = 350_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_MACHINE_BYTES = 1_048_576;
/** Lists within steps are bounded by the verifier; this keeps readers that call themselves from running out of stack. */
const DEEPEST_JSON = 128;
const FINDINGS_TOLD = 50;

/** Throws `not-json`, `workflow-too-large`, `invalid-workflow`. */
export function readDefinition(body: string): WorkflowDefinition {
  const bytes = Buffer.byteLength(body);
  if (bytes > MOST_BYTES)
    throw new ProblemError(
      problem(
        'workflow-too-large',
        `The definition has ${bytes} bytes; it may have ${MOST_BYTES}. Make workflows of parts of it, and call them by subworkflow steps.`,
      ),
    );
  checkDepth(body);
  const json = jsonOf(body);
  checkNames(json);
  const parsed = workflowSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  refuse(`The definition breaks its schema`, breachesOf(parsed.error, json));
}

/** Depth of brackets, texts left out. One that nobody ends goes to the end, so that it is looked through once. */
function checkDepth(body: string): void {
  let depth = 0;
  for (const [token] of body.matchAll(/"(?:[^"\\]|\\[\s\S]?)*(?:"|$)|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > DEEPEST_JSON)
      refuse('The definition is nested too deep', [
        {
          field: '',
          rule: `JSON may be nested ${DEEPEST_JSON} deep`,
          remedy: 'Make a workflow of the inner steps, and call it by a subworkflow step.',
        },
      ]);
  }
}

/** A schema takes `__proto__` for no field and leaves it out without a word, wherever it stands. */
function checkNames(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  if (Object.hasOwn(json, '__proto__'))
    refuse('A name cannot be used', [
      { field: '__proto__', rule: 'is no name for a field or a variable', remedy: 'Choose another name.' },
    ]);
  for (const value of Object.values(json)) checkNames(value);
}

export interface JudgeEnv {
  readonly catalogue: Catalogue;
  readonly prefix: string;
  readonly now: string;
  /** The other workflows, by id. */
  readonly workflows: ReadonlyMap<string, WorkflowDefinition>;
}

export interface Sound {
  /** The machine as it is given to Step Functions. */
  readonly text: string;
  readonly warnings: readonly Finding[];
}

/** Throws `invalid-workflow` with a breach for each finding; `workflow-too-large`. */
export function judge(definition: WorkflowDefinition, env: JudgeEnv): Sound {
  checkSchemas(definition);
  const findings = verifyWorkflow(definition, env);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) refuse('The workflow would not work', errors.map(breachOf));
  const text = compiled(definition, env);
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_MACHINE_BYTES)
    throw new ProblemError(
      problem(
        'workflow-too-large',
        `The compiled machine has ${bytes} bytes; Step Functions takes ${MOST_MACHINE_BYTES}. Make workflows of parts of it, and call them by subworkflow steps.`,
      ),
    );
  return { text, warnings: findings.filter(({ severity }) => severity === 'warning') };
}

export const compiledText = (
  definition: WorkflowDefinition,
  { prefix, catalogue }: Omit<JudgeEnv, 'now' | 'workflows'>,
) => machineText(compileWorkflow(definition, { prefix, channelOf: (type) => catalogue.types.get(type)?.channel.name }));

function compiled(definition: WorkflowDefinition, env: JudgeEnv): string {
  try {
    return compiledText(definition, env);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    refuse(
      'The workflow cannot be compiled',
      error.problems.map(({ step, rule, remedy }) => ({ field: fieldOf(step), rule, remedy })),
    );
  }
}

/** A schema that nobody can read would refuse every input, at the first start. */
function checkSchemas({ input, output }: WorkflowDefinition): void {
  for (const [field, schema] of Object.entries({ input, output })) {
    if (schema === undefined) continue;
    try {
      checkerOf(schema);
    } catch (error) {
      const rule = `is no JSON Schema that can be checked: ${error instanceof Error ? error.message : String(error)}`;
      refuse('A schema cannot be read', [
        { field, rule, remedy: 'Write it in JSON Schema 2020-12, draft 7 or draft 4, without references elsewhere.' },
      ]);
    }
  }
}

const fieldOf = (step: string | undefined): string => (step === undefined ? '' : `steps.${step}`);

const breachOf = ({ step, code, message, remedy }: Finding): Breach => ({
  field: fieldOf(step),
  rule: `${code}: ${message}`,
  remedy,
});

function refuse(what: string, errors: readonly Breach[]): never {
  const told = errors.slice(0, FINDINGS_TOLD);
  const more = errors.length - told.length;
  const ruleOf = ({ rule }: Breach) => rule.replace(/\.$/, '');
  const sentence = told.map((one) => (one.field ? `${one.field}: ${ruleOf(one)}` : ruleOf(one))).join('; ');
  const detail = `${what}: ${sentence}${more > 0 ? `; and ${more} more` : ''}. Nothing was created.`;
  throw new ProblemError(problem('invalid-workflow', detail, told));
}
