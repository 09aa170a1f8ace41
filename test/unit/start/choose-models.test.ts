/** Which models a start gives the stage, and what it says of them. */
import { expect, test } from 'vitest';
import { chooseModels } from '../../../bin/commands/demo/models.ts';

const STAND_IN = 'offline stand-in: fixed texts, no model';
const tags = (...models: readonly object[]): typeof fetch => answering(200, { models });
const model = (name: string, family = 'llama') => ({ name, details: { family } });

function answering(status: number, body: unknown): typeof fetch {
  return async () => new Response(JSON.stringify(body), { status });
}

/** Whoever is asked fails the test. */
const nobody: typeof fetch = async (url) => {
  throw new Error(`${String(url)} was asked.`);
};
const refusing: typeof fetch = async () => {
  throw new TypeError('fetch failed');
};

test('without a word about models there is the stand-in, and nobody is asked', async () => {
  expect(await chooseModels({}, nobody)).toEqual({ told: STAND_IN, environment: {} });
});

test.each([
  ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  [':8080', 'http://127.0.0.1:8080'],
  ['gpu-box', 'http://gpu-box:11434'],
  ['https://ollama.example.com/', 'https://ollama.example.com'],
])('OLLAMA_HOST %s is asked at %s, and its first model that chats is taken', async (OLLAMA_HOST, url) => {
  const asked: string[] = [];
  const ollama = tags(model('nomic-embed-text:latest', 'nomic-bert'), model('llama3.2:latest'), model('qwen3:8b'));
  const choice = await chooseModels({ OLLAMA_HOST }, (input, init) => {
    asked.push(String(input));
    return ollama(input, init);
  });
  expect(asked).toEqual([`${url}/api/tags`]);
  expect(choice).toEqual({
    told: `ollama:llama3.2:latest at ${url}`,
    environment: { SIGNALBOX_MODELS: 'ollama:llama3.2:latest', SIGNALBOX_MODEL_URL: url },
  });
});

test.each([
  ['does not answer', refusing, 'does not answer at http://gpu-box:11434 within 500 ms'],
  ['is ill', answering(502, {}), 'answered 502 at http://gpu-box:11434/api/tags'],
  ['is something else', answering(200, ['hello']), 'at http://gpu-box:11434 answered what is no list of models'],
  ['speaks no JSON', async () => new Response('<html>'), 'at http://gpu-box:11434 answered what is no list of models'],
  ['has names that are none', tags(model('a model, and more'), model('')), 'at http://gpu-box:11434 has no model to'],
  ['has no model', tags(model('bge-m3:latest', 'bert')), 'at http://gpu-box:11434 has no model to chat with'],
])('an Ollama that %s: the stand-in, and why', async (_, ollama, why) => {
  const { told, environment } = await chooseModels({ OLLAMA_HOST: 'gpu-box' }, ollama);
  expect(environment).toEqual({});
  expect(told).toContain(`${STAND_IN}. OLLAMA_HOST is gpu-box, but Ollama ${why}`);
});

test('models that the environment names are kept; Ollama adds its address where one of them is its own', async () => {
  const SIGNALBOX_MODELS = 'ollama:qwen3:8b,bedrock:amazon.nova-lite-v1:0';
  const found = await chooseModels({ OLLAMA_HOST: 'gpu-box', SIGNALBOX_MODELS }, tags(model('llama3.2:latest')));
  expect(found).toEqual({
    told: `${SIGNALBOX_MODELS} at http://gpu-box:11434`,
    environment: { SIGNALBOX_MODEL_URL: 'http://gpu-box:11434' },
  });
  const lost = await chooseModels({ OLLAMA_HOST: 'gpu-box', SIGNALBOX_MODELS }, refusing);
  expect(lost.told).toContain('; Ollama does not answer');
  expect(lost.environment).toEqual(found.environment);
});

test('models of others and a URL that was told need no Ollama', async () => {
  const bedrock = { OLLAMA_HOST: 'gpu-box', SIGNALBOX_MODELS: 'bedrock:amazon.nova-lite-v1:0' };
  expect(await chooseModels(bedrock, nobody)).toEqual({ told: 'bedrock:amazon.nova-lite-v1:0', environment: {} });
  const told = { SIGNALBOX_MODELS: 'openai-compatible:gpt', SIGNALBOX_MODEL_URL: 'http://127.0.0.1:8000/v1' };
  expect(await chooseModels(told, nobody)).toEqual({
    told: 'openai-compatible:gpt at http://127.0.0.1:8000/v1',
    environment: {},
  });
  expect((await chooseModels({ SIGNALBOX_MODELS: 'offline:rehearsal' }, nobody)).told).toBe(STAND_IN);
});
