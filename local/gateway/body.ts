/**
 * Reads a request's body whole, up to a limit. What is larger is refused while it is still coming: it is read on and thrown
 * away, so that the client gets the answer instead of a connection that breaks.
 */
import type { IncomingMessage } from 'node:http';

export const TOO_LARGE = Symbol('too large');

/** Rejects when the client goes before the end. */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer | typeof TOO_LARGE> {
  const announced = Number(request.headers['content-length'] ?? 0);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let read = false;
    function refuse(): void {
      request.off('data', take);
      chunks.length = 0;
      request.resume();
      resolve(TOO_LARGE);
    }
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > mostBytes) refuse();
      else chunks.push(chunk);
    }
    request.on('error', reject);
    request.on('close', () => {
      if (!read) reject(new Error('The client went away before its request was whole.'));
    });
    request.on('end', () => {
      read = true;
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    if (announced > mostBytes) refuse();
    else request.on('data', take);
  });
}
