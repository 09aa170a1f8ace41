/**
 * The door for requests that come from inside this process: the same answers as over HTTP, without HTTP. Offered as the port
 * `requests`. Owns what may come this way: the actions of AWS protocols. What a service answers by itself stays on HTTP.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Engine } from '../engine/engine.ts';
import type { Requests } from '../engine/ports.ts';
import type { Service } from '../engine/service.ts';
import type { Answering } from './answer.ts';

export function createInside({ endpoint, work }: Engine, answer: Answering, services: readonly Service[]): Requests {
  return {
    restServices: services.filter((service) => takesRest(service)).map(({ name }) => name),
    async answer({ method, path, headers, body, signal }) {
      const answered = work.request(headers['x-amz-security-token']);
      try {
        const {
          status,
          headers: own,
          body: made,
        } = await answer({
          method,
          url: new URL(path, endpoint),
          headers,
          body:
            typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          signal,
        });
        return { status, headers: own, body: made instanceof Readable ? await buffer(made) : made };
      } finally {
        answered();
      }
    },
  };
}

const takesRest = ({ protocols }: Service): boolean => protocols.some(({ kind }) => kind === 'rest-json');
