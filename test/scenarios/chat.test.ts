/** What ships talks: every agent that says so, with nothing installed, and many people at once. */
import { expect, test } from 'vitest';
import { useStage } from './use-stage.ts';

const stage = useStage('product');

async function say(id: string, agent: string): Promise<{ status: number; text: string }> {
  const { cloud, apiKey } = stage();
  const response = await fetch(`${String(cloud.output('ChatUrl'))}v1/chat`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey },
    body: JSON.stringify({ id, agent, messages: [{ role: 'user', parts: [{ type: 'text', text: 'Who are you?' }] }] }),
  });
  return { status: response.status, text: await response.text() };
}

const spokenIn = (wire: string): string =>
  [...wire.matchAll(/"type":"text-delta","id":"text","delta":"((?:[^"\\]|\\.)*)"/g)].map(([, delta]) => delta).join('');

test('every agent that talks answers as its stand-in, which says what it is', async () => {
  const { body } = await stage().call<{ agents: { agent: string }[]; models: { model: string }[] }>('GET /v1/models');
  expect(body.models.map(({ model }) => model)).toEqual(['offline:rehearsal']);
  const agents = body.agents.map(({ agent }) => agent);
  for (const system of ['council', 'studio', 'planner'])
    expect(agents.filter((agent) => agent.startsWith(`${system}.`))).not.toEqual([]);
  await Promise.all(
    agents.map(async (agent) => {
      const { status, text } = await say(`with-${agent}`, agent);
      expect([agent, status]).toEqual([agent, 200]);
      expect(spokenIn(text)).toMatch(/^\(offline stand-in, not a model\) /);
      expect(spokenIn(text)).toContain(agent);
    }),
  );
});

test('forty people are answered at once, each in a conversation of their own', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => say(`crowd-${i}`, 'council.sceptic')));
  expect(all.map(({ status }) => status)).toEqual(Array(40).fill(200));
  for (const { text } of all) expect(text).toMatch(/"state":"answered".*\n\ndata: \[DONE\]\n\n$/);
});
