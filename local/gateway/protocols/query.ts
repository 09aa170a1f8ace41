/** AWS query: a form in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { AwsError } from '../../engine/aws-error.ts';
import { HttpAnswer } from '../../engine/service.ts';
import { toXml } from '../xml.ts';

/** No action of AWS nests half as deep. */
const DEEPEST = 64;

type Tree = { [key: string]: Tree | string };

/**
 * `A.member.1.B=x` becomes `{ A: [{ B: 'x' }] }`; `M.entry.1.key=k&M.entry.1.value=v` becomes `{ M: { k: 'v' } }`. SNS writes
 * Name and Value in entries.
 */
export function decodeQuery(form: URLSearchParams): Record<string, unknown> {
  const root = Object.create(null) as Tree; // a parameter may be named like a member of all objects
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version' || path.startsWith('X-Amz-')) continue; // the last: presigned
    const keys = path.split('.');
    if (keys.length > DEEPEST)
      throw new AwsError('MalformedQueryString', `A parameter is nested deeper than ${DEEPEST} levels.`);
    let at = root;
    for (const key of keys.slice(0, -1)) {
      const next = at[key];
      const child = typeof next === 'object' ? next : (Object.create(null) as Tree);
      at[key] = child;
      at = child;
    }
    const last = keys.at(-1) ?? '';
    if (last === '__proto__') throw new AwsError('MalformedQueryString', `The parameter ${path} is not allowed.`);
    at[last] = value;
  }
  return Object.fromEntries(
    Object.entries(root).map(([key, value]) => [key, value === '' && form.has(key) ? undefined : shape(value)]),
  );
}

function shape(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const list = node.member ?? (Object.keys(node).every((key) => /^\d+$/.test(key)) ? node : undefined);
  if (list && typeof list === 'object') return inOrder(list).map(shape);
  if (node.entry && typeof node.entry === 'object') {
    return Object.fromEntries(
      inOrder(node.entry).flatMap((entry) =>
        typeof entry === 'object' ? [[entry.key ?? entry.Name, shape(entry.value ?? entry.Value ?? '')]] : [],
      ),
    );
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, shape(value)]));
}

const inOrder = (list: Tree): (Tree | string)[] =>
  Object.entries(list)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);

export function encodeQuery(action: string, output: unknown, xmlns: string, requestId: string): HttpAnswer {
  const result = output === undefined ? '' : `<${action}Result>${toXml(output)}</${action}Result>`;
  const body = `<${action}Response xmlns="${xmlns}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
  return new HttpAnswer(200, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body);
}

export function encodeQueryError(error: AwsError, xmlns: string, requestId: string): HttpAnswer {
  const detail = toXml({
    Type: error.status < 500 ? 'Sender' : 'Receiver',
    Code: error.queryCode ?? error.code,
    Message: error.message,
    ...error.members,
  });
  const body = `<ErrorResponse xmlns="${xmlns}"><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return new HttpAnswer(error.status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body);
}
