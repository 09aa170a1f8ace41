/**
 * The code of the rehearsed project, a URL shortener. The first revision takes any address that can be parsed, javascript: too; QA sends
 * it back for that, and the second refuses what is not of the web.
 */

const UNCHANGED = [
  {
    path: 'package.json',
    text: `{
  "name": "url-shortener",
  "version": "1.0.0",
  "private": true,
  "description": "Short codes for web addresses, over HTTP.",
  "type": "module",
  "engines": { "node": ">=22.1" },
  "scripts": {
    "start": "node src/main.js",
    "test": "node --test"
  }
}
`,
  },
  {
    path: 'src/codes.js',
    text: `/** Short codes: random, so that nobody can walk from one to the next. */
import { randomInt } from 'node:crypto';

/** Without 0, O, 1, l and I, which people mistake for each other. */
const ALPHABET = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 7;

export const newCode = (random = randomInt) =>
  Array.from({ length: LENGTH }, () => ALPHABET[random(ALPHABET.length)]).join('');

export const isCode = (text) => text.length === LENGTH && [...text].every((one) => ALPHABET.includes(one));
`,
  },
  {
    path: 'src/links.js',
    text: `/** The links that there are, in memory: a code has one address for ever, and an address may have several codes. */
import { newCode } from './codes.js';

/** Codes are random: a second try is rare, a tenth means that the random numbers are broken. */
const MOST_TRIES = 10;

export class Links {
  #links = new Map();
  #most;
  #makeCode;

  /** @param {{ most?: number, makeCode?: () => string }} options \`most\`: links are refused beyond it */
  constructor({ most = 100_000, makeCode = newCode } = {}) {
    this.#most = most;
    this.#makeCode = makeCode;
  }

  /** Keeps an address and gives its link. Throws StoreFull. */
  add(address) {
    if (this.#links.size >= this.#most) throw new StoreFull('No more links are taken.');
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const code = this.#makeCode();
      if (this.#links.has(code)) continue;
      const link = { code, address, visits: 0 };
      this.#links.set(code, link);
      return { ...link };
    }
    throw new Error(\`No free code in \${MOST_TRIES} tries.\`);
  }

  /** The link, without counting; undefined for a code that nobody has. */
  find(code) {
    const link = this.#links.get(code);
    return link && { ...link };
  }

  /** The address of a code, and one visit more. */
  visit(code) {
    const link = this.#links.get(code);
    if (link === undefined) return undefined;
    link.visits += 1;
    return link.address;
  }
}

export class StoreFull extends Error {
  name = 'StoreFull';
}
`,
  },
  {
    path: 'src/app.js',
    text: `/** The service over HTTP: POST /links, GET /links/{code}, GET /{code}, GET /health. */
import { createServer } from 'node:http';
import { InvalidAddress, readAddress } from './addresses.js';
import { isCode } from './codes.js';
import { StoreFull } from './links.js';

const LONGEST_BODY = 8 * 1024;

/** @param {import('./links.js').Links} links */
export const createApp = (links) =>
  createServer((request, response) => {
    answer(request, links)
      .then(({ status, body, headers }) => send(response, status, body, headers))
      .catch((error) => {
        const { status, message } = problemOf(error);
        if (status === 500) console.error(JSON.stringify({ level: 'error', error: error?.name ?? 'unknown' }));
        send(response, status, { error: message }, status === 413 ? { connection: 'close' } : {});
      });
  });

async function answer(request, links) {
  const { pathname } = new URL(request.url ?? '/', 'http://service');
  const [first = '', second, ...rest] = pathname.split('/').slice(1);
  if (rest.length > 0) throw new Refused(404, 'There is no such path.');
  if (pathname === '/health') return { status: 200, body: { status: 'ok' } };
  if (pathname === '/links') return create(allow(request, 'POST'), links);
  if (first === 'links') return show(allow(request, 'GET'), links, second);
  if (second !== undefined) throw new Refused(404, 'There is no such path.');
  return follow(allow(request, 'GET'), links, first);
}

function allow(request, method) {
  if (request.method !== method) throw new Refused(405, \`Use \${method} here.\`);
  return request;
}

async function create(request, links) {
  const { url } = await readJson(request);
  const { code, address } = links.add(readAddress(url));
  return { status: 201, body: { code, url: address }, headers: { location: \`/\${code}\` } };
}

function show(_request, links, code) {
  const link = isCode(code) ? links.find(code) : undefined;
  if (link === undefined) throw new Refused(404, 'There is no such link.');
  return { status: 200, body: { code: link.code, url: link.address, visits: link.visits } };
}

function follow(_request, links, code) {
  const address = isCode(code) ? links.visit(code) : undefined;
  if (address === undefined) throw new Refused(404, 'There is no such link.');
  return { status: 302, headers: { location: address, 'cache-control': 'no-store' } };
}

async function readJson(request) {
  let size = 0;
  const pieces = [];
  for await (const piece of request) {
    size += piece.length;
    if (size > LONGEST_BODY) throw new Refused(413, \`The body must have at most \${LONGEST_BODY} bytes.\`);
    pieces.push(piece);
  }
  try {
    const value = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw new Refused(400, 'The body must be a JSON object.');
}

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function problemOf(error) {
  if (error instanceof Refused) return error;
  if (error instanceof InvalidAddress) return { status: 400, message: error.message };
  if (error instanceof StoreFull) return { status: 507, message: error.message };
  return { status: 500, message: 'The service failed; try again.' };
}

function send(response, status, body, headers = {}) {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(text && { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
`,
  },
  {
    path: 'src/main.js',
    text: `/** Starts the service: PORT (8080), HOST (127.0.0.1) and MOST_LINKS (100000) from the environment. */
import { createApp } from './app.js';
import { Links } from './links.js';

const whole = (name, otherwise, most) => {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  console.error(\`\${name} must be a whole number from 0 to \${most}.\`);
  process.exit(1);
};

const port = whole('PORT', 8080, 65_535);
const host = process.env.HOST ?? '127.0.0.1';
const app = createApp(new Links({ most: whole('MOST_LINKS', 100_000, 10_000_000) }));

app.listen(port, host, () => console.log(JSON.stringify({ level: 'info', message: 'listening', host, port })));
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    app.close(() => process.exit(0));
    app.closeIdleConnections();
  });
`,
  },
];

/** What the review asks for: without it, a short link runs a script in the browser of whoever follows it. */
const CHECK = `  // Whoever follows a short link is sent there: javascript: or data: would run in the browser, file: would read a disk.
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw new InvalidAddress('url must begin with http:// or https://.');
`;

const addresses = (check: string) => ({
  path: 'src/addresses.js',
  text: `/** Which addresses may be shortened. */

const LONGEST = 2048;

/** The address in its normal form. Throws InvalidAddress with a sentence for the caller. */
export function readAddress(value) {
  if (typeof value !== 'string' || value.length === 0) throw new InvalidAddress('url must be a text.');
  if (value.length > LONGEST) throw new InvalidAddress(\`url must have at most \${LONGEST} characters.\`);
  const address = URL.parse(value);
  if (address === null) throw new InvalidAddress('url must be an absolute address.');
${check}  if (address.username !== '' || address.password !== '')
    throw new InvalidAddress('url must not hold a user name or a password.');
  return address.href;
}

export class InvalidAddress extends Error {
  name = 'InvalidAddress';
}
`,
});

export const FIRST_FILES = [...UNCHANGED, addresses('')];
/** What the second revision brings. */
export const MENDED_FILES = [addresses(CHECK)];
