/** The plan by which the rehearsed project is deployed, and its files. */
import type * as z from 'zod';
import type { deploymentSchema } from '../work.ts';

const FILES = [
  {
    path: 'Dockerfile',
    text: `FROM node:24-alpine
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY package.json ./
COPY src ./src
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=2s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "src/main.js"]
`,
  },
  {
    path: '.dockerignore',
    text: `*
!package.json
!src
`,
  },
  {
    path: '.github/workflows/ci.yml',
    text: `name: ci
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: node --test
      - run: docker build --tag url-shortener .
`,
  },
];

export const DEPLOYMENT: z.input<typeof deploymentSchema> = {
  strategy:
    'Blue/green behind a load balancer: the new version takes all traffic at once when its checks pass, the old one stays up.',
  steps: [
    {
      step: 'Build the image from the commit that CI has passed, and tag it with the commit.',
      verify: 'The tag is in the registry.',
    },
    {
      step: 'Start green with the configuration of blue.',
      verify: 'GET /health answers 200 on every instance of green.',
    },
    {
      step: 'Shorten and follow one address on green, past the load balancer.',
      verify: 'POST /links answers 201, GET of its code 302 to the same address.',
    },
    { step: 'Move all traffic to green.', verify: 'No rise of 5xx within ten minutes.' },
    { step: 'Stop blue after an hour.', verify: 'No request reaches it any more.' },
  ],
  rollback: [
    'Move all traffic back to blue: it is still up for an hour.',
    'Links that green has taken are lost with it, because links are kept in memory: tell those who made them.',
  ],
  monitoring: [
    { signal: '5xx answers', threshold: 'over 1 % of requests for five minutes', action: 'Roll back.' },
    {
      signal: 'p99 of GET /{code}',
      threshold: 'over 100 ms for five minutes',
      action: 'Look for a busy event loop; add an instance only when links are shared.',
    },
    { signal: '507 answers', threshold: 'any', action: 'Raise MOST_LINKS, or move the links to a store.' },
  ],
  configuration: [
    'PORT: where it listens.',
    'HOST: 0.0.0.0 in a container.',
    'MOST_LINKS: links beyond it are refused.',
  ],
  files: FILES,
  notes: [
    'One instance only: links are kept in memory, and two instances would not know each other’s.',
    'Nothing of this plan was run.',
  ],
};
