/**
 * What policies mean: compiled once, asked often. Pure; owns the order of decisions (an explicit Deny wins, then an Allow, else
 * nothing was said) and no policy of anyone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { type Condition, compileConditions } from './conditions.ts';
import { type Context, hasVariables, withVariables } from './context.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { glob, type Matcher } from './glob.ts';
import { type Caller, namesCaller } from './principals.ts';

export type Decision = 'allowed' | 'denied' | 'unmentioned';

/** A statement that is left when action and resource are known: it counts when it holds in the context. */
export interface Candidate {
  readonly deny: boolean;
  /** Absent when it holds in any context. */
  readonly holds?: Condition;
}

export interface Policy {
  /** The statements about an action on a resource. For resource policies, those that name the caller. */
  candidates(action: string, resource: string, caller?: Caller): Candidate[];
}

/** Compiles a document. Throws MalformedPolicyDocument when it has a condition operator that does not exist. */
export function compilePolicy(document: PolicyDocument): Policy {
  const statements = document.Statement.map(compileStatement);
  return {
    candidates: (action, resource, caller) =>
      statements.flatMap((statement) => statement(action, resource, caller) ?? []),
  };
}

/** Puts the candidates of all policies that apply together. */
export function decide(candidates: readonly Candidate[], context: Context): Decision {
  let decision: Decision = 'unmentioned';
  for (const { deny, holds } of candidates) {
    if (!deny && decision === 'allowed') continue;
    if (holds && !holds(context)) continue;
    if (deny) return 'denied';
    decision = 'allowed';
  }
  return decision;
}

/** What one resource policy says to one request. `unmentioned` is a refusal for a service that delivers. */
export const ask = (policy: Policy, caller: Caller, action: string, resource: string, context: Context): Decision =>
  decide(policy.candidates(action, resource, caller), context);

type Compiled = (action: string, resource: string, caller?: Caller) => Candidate | undefined;

function compileStatement(statement: Statement): Compiled {
  const deny = statement.Effect === 'Deny';
  const actions = (statement.Action ?? statement.NotAction ?? []).map((pattern) => glob(pattern, true));
  const wantsAction = statement.Action !== undefined;
  const resources = compileResources(statement);
  const conditions = compileConditions(statement.Condition ?? {});
  return (action, resource, caller) => {
    if (caller && !concerns(statement, caller)) return undefined;
    if (actions.some((matches) => matches(action)) !== wantsAction) return undefined;
    const matched = resources(resource);
    if (matched === false) return undefined;
    const tests = matched === true ? conditions : [matched, ...conditions];
    if (tests.length === 0) return { deny };
    return { deny, holds: (context) => tests.every((test) => test(context)) };
  };
}

function concerns({ Principal, NotPrincipal }: Statement, caller: Caller): boolean {
  if (Principal) return namesCaller(Principal, caller);
  return NotPrincipal !== undefined && !namesCaller(NotPrincipal, caller);
}

/**
 * True or false when that is known without the context; a condition when a pattern holds variables. A star may span colons
 * here: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function compileResources({ Resource, NotResource }: Statement): (resource: string) => boolean | Condition {
  const patterns = Resource ?? NotResource;
  if (!patterns) return () => true; // a trust policy: it stands at its role
  const wanted = Resource !== undefined;
  const fixed: Matcher[] = patterns.filter((pattern) => !hasVariables(pattern)).map((pattern) => glob(pattern));
  const variable = patterns.filter(hasVariables);
  return (resource) => {
    if (fixed.some((matches) => matches(resource))) return wanted;
    if (variable.length === 0) return !wanted;
    return (context) =>
      variable.some((pattern) => {
        const filled = withVariables(pattern, context);
        return filled !== undefined && glob(filled)(resource);
      }) === wanted;
  };
}
