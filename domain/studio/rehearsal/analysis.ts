/** Requirements and design of the rehearsed project. */
import type * as z from 'zod';
import type { designSchema, requirementsSchema } from '../work.ts';

export const REQUIREMENTS: z.input<typeof requirementsSchema> = {
  title: 'URL shortener service',
  summary:
    'Long web addresses become short links. Whoever has a link is sent to its address; whoever made it sees how often it was followed.',
  stories: [
    {
      id: 'S1',
      as: 'somebody who shares an address',
      want: 'a short link for it',
      so: 'it fits where a long one does not',
      priority: 'must',
      acceptance: [
        'Given an http or https address, when it is posted, then the answer is 201 with a code of seven characters.',
        'Given anything else, when it is posted, then the answer is 400 and says what is wrong.',
        'Given the same address twice, when both are posted, then each gets a code of its own.',
      ],
    },
    {
      id: 'S2',
      as: 'somebody who was given a short link',
      want: 'to be sent to its address',
      so: 'I see what was shared',
      priority: 'must',
      acceptance: [
        'Given a known code, when it is requested, then the answer is 302 to its address.',
        'Given an unknown code, when it is requested, then the answer is 404.',
      ],
    },
    {
      id: 'S3',
      as: 'somebody who shared a link',
      want: 'to see how often it was followed',
      so: 'I know whether it was read',
      priority: 'should',
      acceptance: [
        'Given a link that was followed twice, when it is looked up, then it tells two visits, and looking it up counts none.',
      ],
    },
  ],
  qualities: [
    'A link never runs a script: only addresses that begin with http:// or https:// are taken.',
    'Codes cannot be guessed from one another: they come from a cryptographic random source.',
    'No request makes it use memory without bound: bodies have at most 8 KB, links a number that is set.',
  ],
  outOfScope: ['Accounts, own codes, expiry of links.', 'Links that outlive the process.'],
  assumptions: ['One process, links in memory.', 'Anybody who reaches the service may shorten.'],
};

export const DESIGN: z.input<typeof designSchema> = {
  name: 'url-shortener',
  runtime: 'Node 22.1 or later, ES modules, no dependencies',
  overview:
    'An HTTP server of the standard library in front of a store in memory. Checking addresses, making codes and keeping links are modules of their own that know nothing of HTTP.',
  modules: [
    {
      path: 'src/addresses.js',
      responsibility: 'which addresses may be shortened',
      exports: ['readAddress', 'InvalidAddress'],
    },
    { path: 'src/codes.js', responsibility: 'makes codes and knows them again', exports: ['newCode', 'isCode'] },
    { path: 'src/links.js', responsibility: 'keeps links and counts visits', exports: ['Links', 'StoreFull'] },
    { path: 'src/app.js', responsibility: 'routes, statuses, limits of requests', exports: ['createApp'] },
    { path: 'src/main.js', responsibility: 'configuration, start, orderly end', exports: [] },
  ],
  contracts: [
    'POST /links {url} → 201 {code, url} and location: /{code}; 400 for what is no web address; 413 over 8 KB; 507 when full.',
    'GET /{code} → 302 to the address; 404 for an unknown code.',
    'GET /links/{code} → 200 {code, url, visits}; 404 for an unknown code.',
    'GET /health → 200 {status: "ok"}.',
    'new Links({most, makeCode}).add(address) → {code, address, visits}; find(code); visit(code) → address.',
    'createApp(links) → node:http server, not yet listening.',
  ],
  decisions: [
    { decision: '302, not 301', because: 'a browser keeps a 301, and its visits would not be counted' },
    { decision: 'random codes', because: 'from codes that count up, all links could be read one after the other' },
  ],
  risks: ['Links are lost with the process; a store behind Links is the way to keep them.'],
  testing: { command: 'node --test', folder: 'test' },
};
