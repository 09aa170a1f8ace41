/**
 * The Principal element: whom a resource's policy or a role's trust policy means.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from '../arn.ts';
import type { Principals } from './document.ts';

/** Who asks: a service of AWS by its principal, or a principal of an account. */
export type Caller =
  | { readonly service: string }
  | { readonly arn: string; readonly accountId: string; readonly roleArn?: string };

/** Whether the element names the caller. An account, or its root, stands for all of the account. */
export function namesCaller(principals: Principals, caller: Caller): boolean {
  if (principals.AWS?.includes('*')) return true;
  if ('service' in caller) return principals.Service?.some((name) => sameService(name, caller.service)) ?? false;
  return principals.AWS?.some((one) => namesPrincipal(one, caller)) ?? false;
}

/** Service principals may carry a region: `states.us-east-1.amazonaws.com`. */
const sameService = (a: string, b: string): boolean => a === b || withoutRegion(a) === withoutRegion(b);
const withoutRegion = (name: string): string => name.replace(/\.[a-z]{2}(-[a-z]+)+-\d(?=\.amazonaws\.com$)/, '');

function namesPrincipal(named: string, caller: Extract<Caller, { arn: string }>): boolean {
  if (named === caller.arn || named === caller.roleArn || named === caller.accountId) return true;
  const arn = parseArn(named);
  return arn?.service === 'iam' && arn.resource === 'root' && arn.account === caller.accountId;
}
