/** The rehearsed project: its tests run, fail on the first revision for the reason that the review gives, and pass on the second. */
import { expect, test } from 'vitest';
import { FIRST_FILES, MENDED_FILES } from '../../../domain/studio/rehearsal/code.ts';
import { rehearsedReview } from '../../../domain/studio/rehearsal/review.ts';
import { TEST_FILES } from '../../../domain/studio/rehearsal/tests.ts';
import { runTestsOf } from '../../kit/project.ts';

const second = [...FIRST_FILES.filter(({ path }) => !MENDED_FILES.some((one) => one.path === path)), ...MENDED_FILES];

test('the first revision takes javascript: addresses, and its tests say so', async () => {
  const { passed, failed } = await runTestsOf([...FIRST_FILES, ...TEST_FILES]);
  expect(failed).toEqual(['only addresses of the web are taken']);
  expect(passed).toBe(15);
  expect(rehearsedReview(FIRST_FILES)).toMatchObject({
    verdict: 'changes',
    reasons: [{ path: 'src/addresses.js', severity: 'blocker' }],
  });
});

test('the second passes all of them, and the review', async () => {
  expect(await runTestsOf([...second, ...TEST_FILES])).toEqual({ passed: 16, failed: [] });
  expect(rehearsedReview(second)).toMatchObject({ verdict: 'approved', reasons: [] });
});
