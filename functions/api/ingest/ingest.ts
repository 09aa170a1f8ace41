/**
 * POST /v1/messages. 202 when all were taken, 207 when some were, a problem when none was. With an `Idempotency-Key` the same
 * request twice is taken once and answered the same (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).
 */
import type { HttpFunction, HttpHandler, HttpRequest, HttpResponse } from '../../kit/http.ts';
import { createHttpFunction } from '../../kit/http.ts';
import { type Measure, newTally } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { type Body, readBody } from './body.ts';
import { DEFAULT_SENDER } from './check.ts';
import { fingerprintOf, type Outcome, type TakeDeps, type TakeOptions, take } from './take.ts';
import { openUpload, type Uploads, withUpload } from './uploads.ts';

export interface IngestDeps extends TakeDeps {
  readonly measure: Measure;
  readonly uploads: Uploads;
}

const LONGEST_KEY = 255;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function createIngest(deps: IngestDeps): HttpFunction {
  const post: HttpHandler = async (request) => {
    const read = readBody(request.body, request.headers['content-type']);
    const { traceparent = '' } = request.headers;
    const options: TakeOptions = TRACEPARENT.test(traceparent) ? { traceparent } : {};
    const key = request.headers['idempotency-key'];
    return key === undefined ? taken(deps, request, read, options) : once(deps, request, key, read, options);
  };
  return createHttpFunction<'api/ingest'>(
    { 'POST /v1/messages': post, 'POST /v1/uploads': openUpload(deps) },
    deps.log,
  );
}

async function taken(
  deps: IngestDeps,
  { caller }: HttpRequest,
  read: Body,
  options: TakeOptions,
): Promise<HttpResponse> {
  const body = await withUpload(deps.uploads, caller, read);
  const outcome = await take(deps, body.inputs, options);
  measurePublished(deps.measure, outcome);
  const { accepted, rejected } = outcome;
  if (rejected.length === 0) return { status: 202, body: { accepted, rejected } };
  if (accepted.length > 0) return { status: 207, body: { accepted, rejected } };
  return { ...refused(body, outcome), headers: { 'content-type': 'application/problem+json' } };
}

/** One message's problem is the answer; of several, their common status, and each problem as a member of the answer. */
function refused({ single }: Body, { rejected }: Outcome): HttpResponse {
  const [first] = rejected;
  if (single && first) return { status: first.problem.status, body: first.problem };
  const statuses = new Set(rejected.map((one) => one.problem.status));
  const status = statuses.size === 1 && first ? first.problem.status : 400;
  const detail = `None of the ${rejected.length} messages was accepted; each one's problem stands under rejected.`;
  return { status, body: { ...problem('none-accepted', detail), status, accepted: [], rejected } };
}

function measurePublished(measure: Measure, { published }: Outcome): void {
  const channels = Map.groupBy(published, ({ channel }) => channel);
  for (const [channel, messages] of channels)
    measure({ ...newTally(), published: messages.length }, { agent: DEFAULT_SENDER, channel, lane: 'none' });
}

/**
 * The answer is kept with the key, unless trying again could give a better one. An upload is read by the first request only:
 * the answer outlives it.
 */
async function once(
  deps: IngestDeps,
  request: HttpRequest,
  key: string,
  read: Body,
  options: TakeOptions,
): Promise<HttpResponse> {
  const { body: text, caller } = request;
  if (key === '' || key.length > LONGEST_KEY)
    throw new ProblemError(problem('invalid-request', `An Idempotency-Key has 1 to ${LONGEST_KEY} characters.`));
  const name = `key#${caller.principal}#${key}`;
  const claimed = await deps.claims.claim(name, fingerprintOf(text));
  if (claimed.state === 'different')
    throw new ProblemError(
      problem('key-reused', 'The Idempotency-Key came with another body before; give a new request a new key.'),
    );
  if (claimed.state === 'in-progress')
    throw new ProblemError(
      problem(
        'in-progress',
        `The request with this Idempotency-Key is being handled; ask again in ${claimed.retryAfterS} s.`,
      ),
      { 'retry-after': `${claimed.retryAfterS}` },
    );
  if (claimed.state === 'done') {
    const before = JSON.parse(claimed.answer ?? '{}') as HttpResponse;
    return { ...before, headers: { ...before.headers, 'idempotent-replayed': 'true' } };
  }
  const settle = (settled: Promise<void>) =>
    settled.catch((error) => deps.log.warn('An Idempotency-Key was not settled.', { reason: String(error) }));
  try {
    const response = await taken(deps, request, read, { ...options, seed: claimed.seed });
    await settle(mayImprove(response) ? deps.claims.release(name) : deps.claims.done(name, JSON.stringify(response)));
    return response;
  } catch (error) {
    if (error instanceof ProblemError) await settle(deps.claims.release(name)); // nothing was sent
    throw error;
  }
}

function mayImprove({ status, body }: HttpResponse): boolean {
  const { rejected = [] } = body as Partial<Outcome>;
  return status >= 500 || status === 409 || rejected.some(({ problem: { status: one } }) => one >= 500 || one === 409);
}
