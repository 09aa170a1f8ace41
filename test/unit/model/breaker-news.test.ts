/** News of breakers: a message that the envelope and its schema allow, a metric, and no error whatever happens. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { messageSchema } from '../../../contracts/message.ts';
import { createBreakerNews } from '../../../functions/kit/model/breaker-news.ts';
import { type Publish, PublishError } from '../../../functions/kit/publish.ts';
import { platformChannels, platformMessages } from '../../../systems/platform.ts';
import { fakeBus, fakeClock, fakeLog } from '../kit/fakes.ts';

/** Powertools writes metrics with console.log where it is told that this is a test, and measures there only if it is told that too. */
function measured(): () => Record<string, unknown>[] {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(() => {
    log.mockRestore();
    vi.unstubAllEnvs();
  });
  return () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
}

function world(publish: Publish) {
  const log = fakeLog();
  return { log, news: createBreakerNews({ agent: 'lab.thinker', publish, clock: fakeClock(), log }) };
}

const CHANGE = { model: 'openai-compatible:meta/llama', from: 'closed', to: 'open' } as const;

test('a change is one message on system.models and one measurement', async () => {
  const lines = measured();
  const { taken, publish } = fakeBus();
  await world(publish).news.announce(CHANGE);
  expect(taken.length).toBe(1);
  const message = messageSchema.parse(taken[0]);
  expect(message).toMatchObject({
    type: 'platform.model.breaker',
    channel: 'system.models',
    sender: 'lab.thinker',
    correlationId: 'model:openai-compatible:meta-llama',
  });
  expect(platformChannels['system.models'].carries).toContain(message.type);
  expect(platformMessages['platform.model.breaker'].parse(message.payload)).toEqual({
    ...CHANGE,
    by: 'lab.thinker',
    at: message.sentAt,
  });
  expect(lines()).toEqual([
    expect.objectContaining({
      _aws: expect.objectContaining({
        CloudWatchMetrics: [
          expect.objectContaining({
            Dimensions: [
              ['service', 'state'],
              ['service', 'model'],
            ],
          }),
        ],
      }),
      ...{ service: 'signalbox', state: 'open', model: CHANGE.model, ModelBreaker: 1 },
    }),
  ]);
});

test.each<[string, Publish]>([
  ['refuses it', async () => [new PublishError('InternalFailure', 'not now')]],
  ['cannot be reached', async () => Promise.reject(new Error('no bus'))],
])('a bus that %s costs the message, not the call', async (_, publish) => {
  measured();
  const { news, log } = world(publish);
  await news.announce(CHANGE);
  expect(log.lines).toEqual([expect.stringMatching(/^warn: That a breaker changed was not published/)]);
});

test('a store that fails is measured and logged', () => {
  const lines = measured();
  const { news, log } = world(fakeBus().publish);
  news.onStoreFailure(new Error('no table'));
  expect(lines()).toEqual([expect.objectContaining({ service: 'signalbox', ModelBreakerStoreFailed: 1 })]);
  expect(log.lines).toEqual([expect.stringContaining('no table')]);
});
