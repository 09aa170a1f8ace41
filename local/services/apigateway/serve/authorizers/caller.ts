/** What an authorizer found out about who calls, in the forms that functions and logs are told it. */
import type { Answer } from '../answer.ts';

export interface Caller {
  /** `requestContext.authorizer` of payload format 2.0. */
  readonly authorizer: object;
  /** The same of format 1.0. */
  readonly legacyAuthorizer?: object;
  /** Members of `requestContext.identity` of format 1.0. */
  readonly legacyIdentity?: object;
  /** Variables of `$context`, by their whole names: `authorizer.claims.sub`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The caller, or the refusal for the client. */
export type Authorization = { readonly caller: Caller } | { readonly refused: Answer };

/** A value as `$context` and format 1.0 write it. */
export const asText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
