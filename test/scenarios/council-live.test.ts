/** A debate as it is followed live: texts while a model writes them, then the turns that they become. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openExecutionStream } from '../../client/execution-stream.ts';
import type { StreamEvent } from '../../contracts/stream.ts';
import { type ModelServer, startModelServer } from '../kit/model-server/server.ts';
import { type Stage, startStage } from '../kit/stage.ts';
import { configure, modelEnvironment } from './lab/configure.ts';

// Time is the machine's here: while a response is open its function runs, so a clock that skips would never skip.
let stage: Stage;
let server: ModelServer;
beforeAll(async () => {
  [stage, server] = await Promise.all([startStage(inject('assemblies').product), startModelServer()]);
  const told = modelEnvironment(server.url, ['ollama:stub']);
  await configure(stage, told, ['council-user', 'council-sceptic', 'council-moderator', 'api-debates']);
});
afterAll(async () => {
  await stage.idle();
  await stage.close();
  await server.close();
});

test('texts grow before their turns are there, and are what the turns were made of', async () => {
  const body = { name: 'live', topic: 'Tabs or spaces?', debaters: ['user', 'sceptic'], maxRounds: 1 };
  expect((await stage.call('POST /v1/debates', { body })).status).toBe(201);
  const events: StreamEvent[] = [];
  const stream = openExecutionStream({
    url: String(stage.cloud.output('StreamUrl')),
    ...{ execution: 'debate:live', apiKey: stage.apiKey, payloads: true, tokens: true },
    onEvent: (event) => events.push(event),
  });
  expect(await stream.done).toEqual({ is: 'ended', status: 'SUCCEEDED' });
  const texts = new Map<string, string>();
  for (const [i, one] of events.entries()) {
    if (one.event !== 'tokens') continue;
    const { message, from, text } = one.data;
    expect(from).toBe((texts.get(message) ?? '').length);
    texts.set(message, (texts.get(message) ?? '') + text);
    const answer = events.findIndex(({ event, data }) => event === 'message' && data.causationId === message);
    expect(answer).toBeGreaterThan(i);
  }
  const turns = events.flatMap(({ event, data }) =>
    event === 'message' && data.type === 'council.turn.taken' ? [data] : [],
  );
  expect(turns).toHaveLength(2);
  for (const { causationId = '', payload } of turns)
    expect(payload).toMatchObject(JSON.parse(texts.get(causationId) ?? '{"claim":"nothing was shown"}') as object);
});
