// Who may import whom: the rooms of docs/architecture.md as rules, types included (tsPreCompilationDeps).
// Run through bin/check-boundaries.ts, which also checks that every module was seen.

const ROOMS = '^(bin|contracts|domain|systems|functions|lib|local|client|console|bench|test)/';

/** One function's folder: an agent, an endpoint of the API or a part of the platform. */
const ONE_FUNCTION = '^functions/(agents/[^/]+/[^/]+|api/[^/]+|platform/[^/]+)/';

/** room: [which files, what of ours they may import, why]. `$1` is the first group of the left side. */
const TABLE = {
  contracts: ['^contracts/', ['^contracts/'], 'the shared words are a leaf'],
  domain: ['^domain/', ['^domain/', '^contracts/'], 'decisions are pure and know only the words'],
  systems: ['^systems/', ['^systems/', '^contracts/', '^domain/'], 'declarations know the words and the rules'],
  kit: ['^functions/kit/', ['^functions/kit/', '^contracts/', '^domain/', '^systems/'], 'the kit knows no function'],
  functions: [
    ONE_FUNCTION,
    ['^functions/kit/', '^functions/$1/', '^contracts/', '^domain/', '^systems/'],
    'functions talk by messages, never by import; what two of them need belongs in functions/kit',
  ],
  'functions-root': [
    '^functions/[^/]+$',
    ['^functions/', '^contracts/', '^domain/', '^systems/'],
    'the build names functions and knows neither lib nor local',
  ],
  lib: ['^lib/', ['^lib/', '^contracts/', '^domain/', '^systems/'], 'deploy time names functions by path only'],
  engine: ['^local/engine/', ['^local/engine/'], 'the engine knows no service'],
  template: ['^local/template/', ['^local/(engine|template)/'], 'templates know only the engine'],
  services: [
    '^local/services/([^/]+)/',
    ['^local/engine/', '^local/services/$1/'],
    'services meet through an engine port, by ARN, never by import',
  ],
  gateway: ['^local/gateway/', ['^local/(engine|template|services|gateway)/'], 'the gateway serves the services'],
  local: ['^local/[^/]+$', ['^local/'], 'the local cloud knows CloudFormation and AWS, nothing of our app'],
  client: ['^client/', ['^client/', '^contracts/'], 'the client runs anywhere and knows only the words'],
  console: ['^console/', ['^console/', '^client/', '^contracts/'], 'the console knows the words, and the client'],
  tests: [
    '^test/([^/]+)/',
    ['^test/(kit|$1)/', '^(bin|contracts|domain|systems|functions|lib|local|client|console|bench)/'],
    'a folder of tests shares through test/kit only',
  ],
  bin: ['^bin/', [ROOMS.replace('|test', ''), '^test/kit/'], 'nobody imports tests, but test/kit'],
  bench: ['^bench/', [ROOMS.replace('|bin|', '|').replace('|test', ''), '^test/kit/'], 'nobody imports tests'],
};

const roomRules = Object.entries(TABLE).map(([room, [path, allowed, why]]) => ({
  name: `room-${room}`,
  comment: why,
  severity: 'error',
  from: { path },
  to: { path: ROOMS, pathNot: allowed },
}));

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const npm = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);

module.exports = {
  forbidden: [
    ...roomRules,
    rule(
      'programs-are-roots',
      'bin and bench are composition roots: nobody imports them but themselves and tests',
      {
        path: ROOMS,
        pathNot: ['^bin/', '^bench/', '^test/'],
      },
      { path: '^(bin|bench|test)/' },
    ),
    rule(
      'kit-takes-types-of-systems',
      'a system reaches the kit as an argument: import its types only',
      {
        path: '^functions/kit/',
      },
      { path: '^systems/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'contracts-use-zod-only',
      'the shared words must load anywhere',
      { path: '^contracts/' },
      { couldNotResolve: false, pathNot: [ROOMS, ...npm('zod')] },
    ),
    rule(
      'domain-is-pure',
      'no SDK, clock, file or environment in a decision: hashing is all it may use, and reading expressions',
      { path: '^domain/' },
      { couldNotResolve: false, pathNot: [ROOMS, ...npm('zod', 'jsonata'), '^(node:)?(crypto|assert)$'] },
    ),
    rule(
      'cdk-in-lib-only',
      'the CDK belongs to deploy time',
      { path: ROOMS, pathNot: ['^lib/', '^bin/', '^test/'] },
      { path: npm('aws-cdk-lib', 'constructs', 'cdk-nag') },
    ),
    rule(
      'local-uses-types-of-the-sdk',
      'the local cloud is the other end of the wire: AWS types judge it, no client runs in it',
      { path: '^local/' },
      { path: npm('@aws-sdk', '@aws-lambda-powertools'), dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'yaml-when-it-comes',
      'the library costs a start some 20 ms: local/engine/yaml.ts loads it with the first text',
      { path: '^local/', pathNot: '^local/engine/yaml\\.ts$' },
      { path: npm('yaml'), dependencyTypesNot: ['type-only'] },
    ),
    rule('no-cycles', 'types included: a cycle means that two modules are one', {}, { circular: true }),
    rule('resolvable', 'an import that resolves to nothing fails at run time', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Ours only: most packages lie in a folder dist of theirs, and what is excluded breaks no rule.
    exclude: { path: ['^(dist|cdk\\.out)/', '^(?!.*node_modules/).*/(dist|cdk\\.out)/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
