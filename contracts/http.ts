/**
 * The HTTP surface in shared words: which routes there are, what a problem looks like, what sending answers. Owns no behaviour;
 * `functions/kit/http.ts` routes, `functions/kit/problem.ts` makes problems.
 */
import * as z from 'zod';
import { messageId, payloadBytes, sha256, timestamp } from './message.ts';

/** The most messages that one request may carry. */
export const MAX_MESSAGES = 100;
/** The most entries of one page. */
export const MAX_PAGE = 200;

export type ApiFunction =
  | 'api/ingest'
  | 'api/read'
  | 'api/operate'
  | 'api/workflows'
  | 'api/executions'
  | 'api/artefacts'
  | 'api/debates'
  | 'api/models'
  | 'api/keys';

/** Roles of callers, each with all that the ones before it may do. `none`: without a key. */
export const ROLES = ['none', 'viewer', 'agent', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Every route, the function that serves it, the least role that may use it, and what it is for. A path has parameters in braces. */
export const ROUTES = [
  {
    method: 'POST',
    path: '/v1/messages',
    serves: 'api/ingest',
    least: 'agent',
    title: 'Send one message, or up to 100',
  },
  {
    method: 'POST',
    path: '/v1/uploads',
    serves: 'api/ingest',
    least: 'agent',
    title: 'A place for a payload that a request cannot hold',
  },
  {
    method: 'GET',
    path: '/v1/messages',
    serves: 'api/read',
    least: 'viewer',
    title: 'Messages of a channel or a sender',
  },
  {
    method: 'GET',
    path: '/v1/messages/{id}',
    serves: 'api/read',
    least: 'viewer',
    title: 'A message and what became of it',
  },
  {
    method: 'GET',
    path: '/v1/messages/{id}/payload',
    serves: 'api/read',
    least: 'viewer',
    title: 'The payload of a message, by itself',
  },
  {
    method: 'GET',
    path: '/v1/conversations/{correlationId}',
    serves: 'api/read',
    least: 'viewer',
    title: 'A conversation as a tree',
  },
  { method: 'GET', path: '/v1/agents', serves: 'api/read', least: 'viewer', title: 'Agents and how they fare' },
  {
    method: 'GET',
    path: '/v1/channels',
    serves: 'api/read',
    least: 'viewer',
    title: 'Channels and what waits in them',
  },
  { method: 'GET', path: '/v1/health', serves: 'api/read', least: 'none', title: 'The state of each part' },
  { method: 'GET', path: '/v1/dead-letters', serves: 'api/read', least: 'viewer', title: 'What no agent could handle' },
  {
    method: 'POST',
    path: '/v1/dead-letters/{id}/redrive',
    serves: 'api/operate',
    least: 'operator',
    title: 'Put a dead letter back into its queue',
  },
  { method: 'POST', path: '/v1/workflows', serves: 'api/workflows', least: 'operator', title: 'Register a workflow' },
  { method: 'GET', path: '/v1/workflows', serves: 'api/workflows', least: 'viewer', title: 'All workflows' },
  {
    method: 'GET',
    path: '/v1/workflows/{id}',
    serves: 'api/workflows',
    least: 'viewer',
    title: 'A workflow, its versions, its machine',
  },
  {
    method: 'PUT',
    path: '/v1/workflows/{id}',
    serves: 'api/workflows',
    least: 'operator',
    title: 'The next version of a workflow',
  },
  {
    method: 'DELETE',
    path: '/v1/workflows/{id}',
    serves: 'api/workflows',
    least: 'operator',
    title: 'Remove a workflow that has nothing running',
  },
  {
    method: 'POST',
    path: '/v1/workflows/{id}/rollback',
    serves: 'api/workflows',
    least: 'operator',
    title: 'Make an earlier version the live one',
  },
  {
    method: 'POST',
    path: '/v1/workflows/{id}/executions',
    serves: 'api/executions',
    least: 'agent',
    title: 'Start an execution',
  },
  {
    method: 'GET',
    path: '/v1/workflows/{id}/executions',
    serves: 'api/executions',
    least: 'viewer',
    title: 'Executions of a workflow',
  },
  {
    method: 'GET',
    path: '/v1/executions/{id}',
    serves: 'api/executions',
    least: 'viewer',
    title: 'An execution, step by step',
  },
  {
    method: 'GET',
    path: '/v1/executions/{id}/artefacts',
    serves: 'api/artefacts',
    least: 'viewer',
    title: 'Files that an execution made',
  },
  {
    method: 'GET',
    path: '/v1/executions/{id}/artefacts/archive',
    serves: 'api/artefacts',
    least: 'viewer',
    title: 'The latest of each of its files, as one zip archive',
  },
  { method: 'POST', path: '/v1/debates', serves: 'api/debates', least: 'agent', title: 'Begin a debate' },
  { method: 'GET', path: '/v1/debates/{id}', serves: 'api/debates', least: 'viewer', title: 'How a debate stands' },
  {
    method: 'GET',
    path: '/v1/debates/{id}/transcript',
    serves: 'api/debates',
    least: 'viewer',
    title: 'What was said in a debate, as Markdown',
  },
  {
    method: 'POST',
    path: '/v1/executions/{id}/stop',
    serves: 'api/executions',
    least: 'operator',
    title: 'Stop an execution',
  },
  {
    method: 'POST',
    path: '/v1/executions/{id}/redrive',
    serves: 'api/executions',
    least: 'operator',
    title: 'Go on from the step that failed',
  },
  {
    method: 'POST',
    path: '/v1/executions/{id}/approve',
    serves: 'api/executions',
    least: 'viewer',
    title: 'Approve what an execution waits for',
  },
  {
    method: 'POST',
    path: '/v1/executions/{id}/reject',
    serves: 'api/executions',
    least: 'viewer',
    title: 'Reject what an execution waits for',
  },
  {
    method: 'GET',
    path: '/v1/approvals',
    serves: 'api/executions',
    least: 'viewer',
    title: 'What waits for whose decision',
  },
  { method: 'GET', path: '/v1/models', serves: 'api/models', least: 'viewer', title: 'Models, and agents that talk' },
  { method: 'GET', path: '/v1/budgets', serves: 'api/models', least: 'viewer', title: 'What models may cost, and did' },
  {
    method: 'PUT',
    path: '/v1/budgets/{scope}/{id}',
    serves: 'api/models',
    least: 'operator',
    title: 'Set the cap of a budget',
  },
  {
    method: 'GET',
    path: '/v1/experiments',
    serves: 'api/models',
    least: 'viewer',
    title: 'Variants of prompts and models, compared',
  },
  { method: 'POST', path: '/v1/keys', serves: 'api/keys', least: 'admin', title: 'A key for a principal, told once' },
  { method: 'GET', path: '/v1/keys', serves: 'api/keys', least: 'admin', title: 'Who has a key, and with which role' },
  {
    method: 'DELETE',
    path: '/v1/keys/{principal}',
    serves: 'api/keys',
    least: 'admin',
    title: 'Take the key of a principal away',
  },
] as const satisfies readonly { method: string; path: string; serves: ApiFunction; least: Role; title: string }[];

/** What can go wrong, by its stable code: `urn:signalbox:problem:<code>` is the type of the problem. */
export const PROBLEMS = {
  'not-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 400, title: 'The request breaks a rule' },
  'invalid-message': { status: 400, title: 'The message breaks the envelope' },
  'too-many-messages': { status: 400, title: 'Too many messages in one request' },
  'unknown-message-type': { status: 400, title: 'Nobody knows this message type' },
  'unknown-channel': { status: 400, title: 'There is no such channel' },
  'wrong-channel': { status: 400, title: 'The channel does not carry this type' },
  'unknown-upload': { status: 400, title: 'There is no such upload' },
  'nobody-addressed': { status: 400, title: 'Nobody on the channel has this address' },
  'invalid-payload': { status: 400, title: 'The payload breaks the schema of its type' },
  'expired-message': { status: 400, title: 'The message is past its time' },
  'too-many-hops': { status: 400, title: 'The message has made too many hops' },
  'none-accepted': { status: 400, title: 'No message of the batch was accepted' },
  'invalid-workflow': { status: 400, title: 'The workflow is not sound' },
  'invalid-input': { status: 400, title: 'The input breaks the schema of the workflow' },
  'unknown-agent': { status: 400, title: 'Nobody by this name talks' },
  'unknown-model': { status: 400, title: 'The model is not to be had' },
  'budget-exhausted': { status: 402, title: 'What may be spent is spent' },
  'not-allowed': { status: 403, title: 'The role of the key does not allow it' },
  'not-an-approver': { status: 403, title: 'The decision is for others' },
  'no-key': { status: 401, title: 'No key, or one that nobody has' },
  'channel-not-open': { status: 403, title: 'Clients may not send to this channel' },
  'forged-sender': { status: 403, title: 'The sender is somebody else' },
  'forged-conversation': { status: 403, title: "The conversation is somebody else's" },
  'not-found': { status: 404, title: 'There is no such thing' },
  'unknown-route': { status: 404, title: 'There is no such route' },
  'method-not-allowed': { status: 405, title: 'The route does not know this method' },
  'in-progress': { status: 409, title: 'The same request is being handled' },
  'already-redriven': { status: 409, title: 'The dead letter was redriven already' },
  'several-dead-letters': { status: 409, title: 'The message died at several agents' },
  'declared-workflow': { status: 409, title: 'The workflow is declared in the code' },
  'workflow-exists': { status: 409, title: 'There is a workflow with this id' },
  'version-taken': { status: 409, title: 'The version stands for another definition' },
  'no-such-version': { status: 409, title: 'There is no version to go to' },
  'quota-reached': { status: 409, title: 'AWS takes no more of it' },
  'workflow-in-use': { status: 409, title: 'The workflow is being used' },
  'execution-exists': { status: 409, title: 'The name stands for another execution' },
  'not-running': { status: 409, title: 'The execution has ended' },
  'not-redrivable': { status: 409, title: 'The execution cannot be redriven' },
  'nothing-to-decide': { status: 409, title: 'Nothing waits for a decision' },
  'several-approvals': { status: 409, title: 'Several decisions are waited for' },
  'decision-too-late': { status: 409, title: 'Nobody waits for the decision any more' },
  'already-decided': { status: 409, title: 'The decision was made already' },
  'key-exists': { status: 409, title: 'The principal has a key' },
  'workflow-too-large': { status: 413, title: 'The workflow is too large' },
  'input-too-large': { status: 413, title: 'The input is too large' },
  'message-too-large': { status: 413, title: 'The message is too large' },
  'key-reused': { status: 422, title: 'The key stands for another content' },
  'bound-too-high': { status: 422, title: 'It may cost more than is allowed' },
  'unknown-price': { status: 422, title: 'Nobody knows what the model costs' },
  'content-filtered': { status: 422, title: 'The content filter stopped the answer' },
  'internal-error': { status: 500, title: 'The platform failed' },
  'model-busy': { status: 429, title: 'More is asked of the model than it takes' },
  'model-failed': { status: 502, title: 'The model cannot answer this' },
  'model-unavailable': { status: 503, title: 'The model does not answer' },
  'bus-unavailable': { status: 503, title: 'The bus did not take the message' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_TYPE_PREFIX = 'urn:signalbox:problem:';

/** What POST /v1/uploads takes: how large the payload is as JSON in UTF-8, and its hash. */
export const newUploadSchema = z.strictObject({ bytes: payloadBytes, sha256 });

/** What it answers: PUT the bytes to `url` with exactly these headers, then send a message with `upload` for its payload. */
export const uploadSchema = z.strictObject({
  upload: messageId,
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: timestamp,
});
export type Upload = z.output<typeof uploadSchema>;

/** One broken rule: where, which, by what value, and what to do. */
const breach = z.strictObject({
  field: z.string(),
  rule: z.string(),
  value: z.unknown().optional(),
  remedy: z.string(),
});
export type Breach = z.output<typeof breach>;

/** https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = z.strictObject({
  type: z.string().startsWith(PROBLEM_TYPE_PREFIX),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(breach),
});
export type Problem = z.output<typeof problemSchema>;

/** What sending answers, alone or in a batch: each message is in one of the two, by its place in the request. */
export const sentSchema = z.strictObject({
  accepted: z.array(z.strictObject({ index: z.int(), id: z.string(), status: z.enum(['accepted', 'duplicate']) })),
  rejected: z.array(z.strictObject({ index: z.int(), problem: problemSchema })),
});
export type Sent = z.output<typeof sentSchema>;
