/**
 * What the packages bring and no function reaches, left out of the bundle: each with why nobody reaches it. A stand-in throws, so
 * that whoever does reach it learns it from the first test.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Reached only where credentials do not come from the environment; in Lambda, and locally, they always do. */
export const UNUSED_CREDENTIALS = [
  ...['sso', 'ini', 'process', 'web-identity', 'http', 'login'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
  '@aws-sdk/nested-clients/*',
  '@aws-sdk/token-providers',
];

interface Unused {
  /** Matches what the import says. */
  readonly what: RegExp;
  readonly instead: string;
}

const refused = (what: string): string =>
  `throw new Error("${what} is not in this bundle; see functions/build-unused.ts.")`;

const UNUSED: readonly Unused[] = [
  {
    // Expressions that take an idempotency key out of an event. The claims of the kit are made with the key itself.
    what: /^@aws-lambda-powertools\/jmespath(\/functions)?$/,
    instead: `export const search = () => { ${refused('JMESPath')} }; export class PowertoolsFunctions {}`,
  },
  {
    // Discovery of endpoints, which DynamoDB has off: https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html
    what: /^@aws-sdk\/endpoint-cache$/,
    instead: `export class EndpointCache { get() { ${refused('Endpoint discovery')} } has() { return false } }`,
  },
  {
    // SHA-256 and MD5 for a Node without a crypto module.
    what: /^\.\/(Sha256|Md5)Js$/,
    instead: ['Sha256Js', 'Md5Js']
      .map((name) => `export class ${name} { constructor() { ${refused(name)} } }`)
      .join(';'),
  },
];

export const withoutUnused: Plugin = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    for (const [index, { what }] of UNUSED.entries())
      onResolve({ filter: what }, ({ importer }) =>
        importer.includes('node_modules') ? { path: String(index), namespace: 'unused' } : undefined,
      );
    onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: UNUSED[Number(path)]?.instead ?? '',
      loader: 'js',
    }));
    // Of a client's package.json its version is used, in the user agent.
    onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * The writer of JSON Schema that every schema of zod carries as a method. Who calls it is built with `rich` functions
 * (build-parts.ts).
 */
export const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ }, async ({ path }) => {
      const names = [...(await readFile(path, 'utf8')).matchAll(/^export (?:const|function|\{ \w+ as) (\w+)/gm)].map(
        ([, name = '']) => name,
      );
      const made = names.map(
        (name) => `export const ${name} = ${name.startsWith('create') ? '() => refuse' : 'refuse'};`,
      );
      return {
        contents: `const refuse = () => { ${refused("zod's writer of JSON Schema")} };${made.join('')}`,
        loader: 'js',
      };
    });
  },
};
