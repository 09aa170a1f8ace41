/** The documents of the rehearsed project. */

export const DOCUMENT_FILES = [
  {
    path: 'README.md',
    text: `# URL shortener

Short codes for web addresses, over HTTP. Node 22.1 or later, no dependencies. Links are kept in memory: they are gone when the
process ends.

## Start

\`\`\`sh
npm start          # http://127.0.0.1:8080
npm test
\`\`\`

| variable | default | meaning |
|---|---|---|
| \`PORT\` | 8080 | where it listens |
| \`HOST\` | 127.0.0.1 | on which address; 0.0.0.0 in a container |
| \`MOST_LINKS\` | 100000 | links beyond it are refused |

## Shorten an address

\`\`\`sh
curl -s http://127.0.0.1:8080/links -H 'content-type: application/json' -d '{"url": "https://example.com/long"}'
\`\`\`

\`\`\`json
{"code":"k7Qm2xB","url":"https://example.com/long"}
\`\`\`

Then open \`http://127.0.0.1:8080/k7Qm2xB\`. Every request is listed in [docs/http-api.md](docs/http-api.md).
`,
  },
  {
    path: 'docs/http-api.md',
    text: `# HTTP API

| request | answer |
|---|---|
| \`POST /links\` with \`{"url": "https://…"}\` | 201 \`{"code", "url"}\` and \`location: /{code}\` |
| \`GET /{code}\` | 302 to the address; counts a visit |
| \`GET /links/{code}\` | 200 \`{"code", "url", "visits"}\`; counts nothing |
| \`GET /health\` | 200 \`{"status": "ok"}\` |

The same address may be shortened again and gets another code. A code has seven letters and digits, without 0, O, 1, l and I.

## Refusals

Each has \`{"error": "a sentence"}\`.

| status | when |
|---|---|
| 400 | the body is no JSON object; \`url\` is no absolute \`http:\` or \`https:\` address of at most 2,048 characters, or holds a user name or password |
| 404 | nobody has the code; there is no such path |
| 405 | the path takes another method |
| 413 | the body has more than 8 KB |
| 507 | there are \`MOST_LINKS\` links already |
| 500 | the service failed; try again |
`,
  },
];
