/** Files of an execution: revisions that are kept side by side, limits, and what two who add at once come to. */
import { expect, test } from 'vitest';
import { MAX_FILES, MAX_REVISIONS } from '../../../domain/artefacts.ts';
import { createArtefacts } from '../../../functions/kit/artefacts.ts';
import { fakeClock } from '../kit/fakes.ts';
import { memoryBucket } from './memory-bucket.ts';

function open(bucket = memoryBucket(), execution: string | undefined = 'build-software:first') {
  const artefacts = createArtefacts({
    ...{ open: bucket.open, system: 'studio', execution, agent: 'studio.qa' },
    clock: fakeClock(),
  });
  return { bucket, artefacts };
}

const file = (path: string, text = path) => ({ path, text });

test('of each path the latest revision counts, in the order of their making', async () => {
  const { artefacts } = open();
  expect(await artefacts.latest()).toEqual([]);
  await artefacts.put('code-1', [file('b', 'b1'), file('a', 'a1')]);
  await artefacts.put('tests-1', [file('t', 't1')]);
  await artefacts.put('code-2', [file('a', 'a2')]);
  expect(await artefacts.latest()).toEqual([file('a', 'a2'), file('b', 'b1'), file('t', 't1')]);
});

test('the same revision may be written again, and is there once', async () => {
  const { artefacts, bucket } = open();
  const first = await artefacts.put('code-1', [file('a'), file('b')]);
  expect(await artefacts.put('code-1', [file('b'), file('a')])).toHaveLength(2);
  expect(first).toEqual([
    { path: 'a', bytes: 1, sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' },
    { path: 'b', bytes: 1, sha256: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d' },
  ]);
  expect(JSON.parse(bucket.texts.get('artefacts/studio/build-software.first/index.json') ?? '').revisions).toHaveLength(
    1,
  );
});

test('other files under the name of a revision are refused, and it stays as it was', async () => {
  const { artefacts } = open();
  await artefacts.put('code-1', [file('a', 'first')]);
  await expect(artefacts.put('code-1', [file('a', 'other')])).rejects.toThrow(
    'Revision code-1 of build-software:first has other files already; a change is a new revision.',
  );
  expect(await artefacts.latest()).toEqual([file('a', 'first')]);
});

test('of many who add at once, each is kept', async () => {
  const { bucket, artefacts } = open();
  const names = ['code-1', 'tests-1', 'docs-1', 'ops-1', 'more-1'];
  await Promise.all(names.map((name) => open(bucket).artefacts.put(name, [file(name)])));
  expect((await artefacts.latest()).map(({ path }) => path)).toEqual(names.toSorted());
});

test('whoever is overtaken each time gives up, and says so', async () => {
  const { bucket, artefacts } = open();
  let n = 0;
  bucket.beforeReplace = () => {
    n += 1;
    const index = { revisions: [{ revision: `other-${n}`, at: '2026-01-01T00:00:00.000Z', by: 'x', files: [] }] };
    bucket.texts.set('artefacts/studio/build-software.first/index.json', JSON.stringify(index));
  };
  await expect(artefacts.put('code-1', [file('a')])).rejects.toThrow('was changed by others 8 times in a row');
});

test('what is there counts against the limits of the whole project', async () => {
  const { artefacts } = open();
  const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => file(`f${from + i}`));
  await artefacts.put('code-1', many(0, MAX_FILES - 1));
  await expect(artefacts.put('code-2', many(1_000, 2))).rejects.toThrow('The project would have 201 files');
  await artefacts.put('code-2', [file('one-more')]);
  await artefacts.put('code-3', [file('f0', 'changed')]); // replaces, and adds none
  expect(await artefacts.latest()).toHaveLength(MAX_FILES);
});

test('rounds without end are stopped', async () => {
  const { artefacts } = open();
  for (let n = 1; n <= MAX_REVISIONS; n++) await artefacts.put(`code-${n}`, [file('a', `${n}`)]);
  await expect(artefacts.put('code-101', [file('a', 'x')])).rejects.toThrow('There are 100 revisions already');
});

test('executions do not see each other; tries of a nested one are one', async () => {
  const { bucket, artefacts } = open();
  await artefacts.put('code-1', [file('a')]);
  expect(await open(bucket, 'build-software:second').artefacts.latest()).toEqual([]);
  const [first, second] = [1, 2].map((n) => open(bucket, `weigh:step-0f3a5c7e9b1d2f46.mh3k2f1a.${n}`).artefacts);
  await first?.put('code-1', [file('n')]);
  expect(await second?.latest()).toEqual([file('n')]);
});

test('outside of an execution there is nothing, and nothing is kept', async () => {
  const { bucket } = open();
  const artefacts = createArtefacts({
    ...{ open: bucket.open, system: 'studio', execution: undefined, agent: 'studio.qa', clock: fakeClock() },
  });
  await expect(artefacts.put('code-1', [file('a')])).rejects.toThrow('executions of workflows only');
  await expect(artefacts.latest()).rejects.toThrow('executions of workflows only');
});
