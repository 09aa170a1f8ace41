/**
 * Policy documents as they are written. Owns their grammar; what they mean is in policy.ts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import * as z from 'zod';
import { AwsError } from '../aws-error.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Principals by their kind. */
interface Named {
  AWS?: string[] | undefined;
  Service?: string[] | undefined;
  Federated?: string[] | undefined;
  CanonicalUser?: string[] | undefined;
}

const principals = z.union([
  z.literal('*').transform((): Named => ({ AWS: ['*'] })),
  z.strictObject({
    AWS: oneOrMore.optional(),
    Service: oneOrMore.optional(),
    Federated: oneOrMore.optional(),
    CanonicalUser: oneOrMore.optional(),
  }),
]);

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const conditionValues = z.union([scalar.transform((value) => [value]), z.array(scalar)]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principals.optional(),
    NotPrincipal: principals.optional(),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    error: 'a statement has either Action or NotAction',
  });

const documentSchema = z.object({
  Version: z.enum(['2012-10-17', '2008-10-17']).default('2008-10-17'),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

export type PolicyDocument = z.output<typeof documentSchema>;
export type Statement = z.output<typeof statement>;
export type Principals = z.output<typeof principals>;

/**
 * Reads a document, given as an object or as JSON text. `identity` policies belong to a role, `trust` policies say who may
 * take it, `resource` policies stand at a queue, a topic …
 * Throws MalformedPolicyDocument, which names the place.
 */
export function parsePolicy(document: unknown, kind: 'identity' | 'trust' | 'resource'): PolicyDocument {
  const parsed = documentSchema.safeParse(typeof document === 'string' ? parseJson(document) : document);
  if (!parsed.success) throw malformed(`Syntax errors in policy. ${z.prettifyError(parsed.error)}`);
  for (const { Principal, NotPrincipal, Resource, NotResource } of parsed.data.Statement) {
    const named = Principal !== undefined || NotPrincipal !== undefined;
    const placed = Resource !== undefined || NotResource !== undefined;
    if (kind === 'identity' && named) throw malformed('Policy document should not specify a principal.');
    if (kind === 'identity' && !placed) throw malformed('Policy statement must contain resources.');
    if (kind !== 'identity' && !named) throw malformed('Policy statement must contain a principal.');
    if (kind === 'trust' && placed) throw malformed('Has prohibited field Resource.');
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The policy is not in the valid JSON format.');
  }
}

export const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message);
