/**
 * What functions behind a URL of their own share: they stream, so nothing gathers their answer, and their URL has no authorizer, so
 * they check the key themselves. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 *
 * 1. Throwing a ProblemError answers with that problem; anything else is a 500 without detail.
 * 2. That holds until the response has begun: who begins one must end it.
 */
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import type { Authenticate } from './authenticate.ts';
import type { Caller } from './http.ts';
import type { Log } from './observe.ts';
import { ProblemError, problem } from './problem.ts';
import type { Sink } from './sink.ts';

export type UrlRequest = Pick<LambdaFunctionURLEvent, 'rawPath' | 'headers' | 'queryStringParameters'> &
  Partial<Pick<LambdaFunctionURLEvent, 'body' | 'isBase64Encoded'>> & {
    readonly requestContext: { readonly http: { readonly method: string } };
  };
export type UrlFunction = (request: UrlRequest, sink: Sink, context: Context) => Promise<void>;

export const urlFunction =
  (log: Log, serve: UrlFunction): UrlFunction =>
  async (request, sink, context) => {
    try {
      await serve(request, sink, context);
    } catch (error) {
      await refuse(error, log, sink, context);
    }
  };

/** Whose key it is. Throws `no-key`. */
export async function callerOf(authenticate: Authenticate, { headers }: UrlRequest): Promise<Caller> {
  const caller = await authenticate(headers);
  if (!caller) throw new ProblemError(problem('no-key', 'Send your key in the header x-api-key.'));
  return caller;
}

/** A whole answer at once. */
export async function answerJson(
  sink: Sink,
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const out = sink({ statusCode, headers: { 'content-type': 'application/json', ...headers } });
  await out.write(JSON.stringify(body));
  await out.end();
}

async function refuse(error: unknown, log: Log, sink: Sink, context: Context): Promise<void> {
  const known = error instanceof ProblemError;
  if (!known) log.error('A request failed.', { request_id: context.awsRequestId, reason: String(error) });
  const detail = `The platform failed to answer. Try again, and give ${context.awsRequestId} when you ask about it.`;
  const { problem: told, headers } = known ? error : new ProblemError(problem('internal-error', detail));
  await answerJson(sink, told.status, told, { 'content-type': 'application/problem+json', ...headers });
}
