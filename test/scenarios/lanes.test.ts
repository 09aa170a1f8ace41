/** Lanes: a critical message does not wait behind low ones. */
import { expect, test } from 'vitest';
import { listen } from './listen.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const LOW = 2_000;
const LOW_LANE = 'platform-echo--system-probes--low';

test('with 2,000 low messages waiting, a critical one overtakes most of them, and none is lost', async () => {
  const { call, send, quiet, until, history, cloud } = stage();
  const lanes: string[] = [];
  cloud.engine.traces.subscribe(({ action, resource = '', detail }) => {
    const lane = /-platform-echo--system-probes--(\w+)$/.exec(resource)?.[1];
    if (action !== 'event-source-batch' || lane === undefined) return;
    lanes.push(...Array.from({ length: Number(detail?.removed) }, () => lane));
  });
  await listen(stage(), LOW_LANE, false);
  const low = Array.from({ length: 100 }, () => ({ type: 'platform.probe', payload: {}, priority: 'low' }));
  for (let sent = 0; sent < LOW; sent += 100) expect((await call('POST /v1/messages', { body: low })).status).toBe(202);
  expect(lanes).toEqual([]);
  await listen(stage(), LOW_LANE, true);
  await until(async () => (lanes.length > 0 ? true : undefined));
  await send({ type: 'platform.probe', payload: {}, priority: 'critical' });
  await quiet();
  expect(lanes).toHaveLength(LOW + 1);
  expect(lanes.indexOf('critical')).toBeLessThan(LOW / 2);
  expect(await history()).toHaveLength(LOW + 1);
});
