/** Resource policies of functions. What they allow is asked in access.ts. */
import { AwsError } from '../../engine/aws-error.ts';
import type { Lambda } from './context.ts';
import type { PolicyStatement } from './model.ts';
import { conflict, type FunctionName } from './names.ts';

export interface PermissionInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
}

const keyOf = ({ qualifier = '$LATEST' }: FunctionName): string => qualifier;

/** https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function makePermission({ store }: Lambda, asked: FunctionName, input: PermissionInput): PolicyStatement {
  const { fn, invokedArn } = store.resolve(asked);
  const before = fn.policies[keyOf(asked)] ?? [];
  if (before.some(({ Sid }) => Sid === input.StatementId)) {
    throw conflict(
      `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement: PolicyStatement = {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principal(input.Principal),
    Action: input.Action,
    Resource: invokedArn,
    ...conditions(input),
  };
  store.put({ ...fn, policies: { ...fn.policies, [keyOf(asked)]: [...before, statement] } });
  return statement;
}

export function dropPermission(lambda: Lambda, asked: FunctionName, statementId: string): void {
  const { fn } = lambda.store.resolve(asked);
  const before = policyOf(lambda, asked);
  if (!before.some(({ Sid }) => Sid === statementId))
    throw notFound(`Statement ${statementId} is not found in resource policy.`);
  const policy = before.filter(({ Sid }) => Sid !== statementId);
  lambda.store.put({ ...fn, policies: { ...fn.policies, [keyOf(asked)]: policy } });
}

/** Throws AWS's ResourceNotFoundException when there is none. */
export function policyOf({ store }: Lambda, asked: FunctionName): readonly PolicyStatement[] {
  const policy = store.resolve(asked).fn.policies[keyOf(asked)] ?? [];
  if (policy.length === 0) throw notFound('The resource you requested does not exist.');
  return policy;
}

const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, { status: 404, members: { Type: 'User' } });

function principal(text: string): unknown {
  if (text === '*') return '*';
  if (text.includes('.')) return { Service: text };
  return { AWS: /^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : text };
}

function conditions(input: PermissionInput): { Condition?: Record<string, Record<string, string>> } {
  const equals = {
    ...(input.SourceAccount && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
  };
  const Condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.SourceArn && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) },
    }),
  };
  return Object.keys(Condition).length > 0 ? { Condition } : {};
}
