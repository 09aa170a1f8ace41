/**
 * The reporter of every test run: Vitest's own output, then why each skipped test was skipped, then one plain line
 * for machines, always the last: `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`.
 *
 * Rules:
 *  1. A file that cannot be loaded, one without a test and an error outside any test count as failures.
 *  2. A test that is skipped without a reason fails the run. Say why with `context.skip('…')` inside the test.
 *     Tests left out by `-t` are not skipped in this sense and are not listed.
 */
import { DefaultReporter, type TestModule, type TestRunEndReason, type Vitest } from 'vitest/node';

type UnhandledErrors = Parameters<DefaultReporter['onTestRunEnd']>[1];

/** What a run came to. `skipped` holds a sentence for each skipped test; `unexplained` counts those with no reason. */
interface RunCount {
  passed: number;
  failed: number;
  skipped: string[];
  unexplained: number;
}

/** Counts tests of all modules; a module or suite that broke outside its tests is one failure more. */
function countRun(modules: readonly TestModule[], unhandledErrors: number): RunCount {
  const count: RunCount = { passed: 0, failed: unhandledErrors, skipped: [], unexplained: 0 };
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    count.failed += module.errors().length;
    if (tests.length === 0 && module.errors().length === 0) count.failed++;
    for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
    for (const test of tests) {
      const result = test.result();
      if (result.state === 'passed') count.passed++;
      if (result.state === 'failed') count.failed++;
      if (result.state !== 'skipped' && result.state !== 'pending') continue;
      const reason = 'note' in result ? result.note : undefined;
      if (reason === undefined) count.unexplained++;
      count.skipped.push(`${module.relativeModuleId} > ${test.fullName}: ${reason ?? 'NO REASON GIVEN'}`);
    }
  }
  return count;
}

/** The last line of a run. */
function finalLine(count: RunCount): string {
  const skipped = count.skipped.length > 0 ? `, ${count.skipped.length} skipped` : '';
  return `${count.passed} passed, ${count.failed} failed${skipped}`;
}

/** Vitest's default reporter with the two additions above. */
export class FinalLineReporter extends DefaultReporter {
  #filtered = false;

  override onInit(vitest: Vitest): void {
    super.onInit(vitest);
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  override onTestRunEnd(modules: readonly TestModule[], errors: UnhandledErrors, reason: TestRunEndReason): void {
    super.onTestRunEnd(modules, errors, reason);
    const count = countRun(modules, errors.length);
    if (!this.#filtered) this.#explainSkips(count);
    if (count.failed > 0) process.exitCode = 1;
    this.log(finalLine(count));
  }

  #explainSkips(count: RunCount): void {
    for (const line of count.skipped) this.log(`skipped: ${line}`);
    if (count.unexplained === 0) return;
    this.log(`${count.unexplained} skipped without a reason: give one with context.skip('…') inside the test.`);
    process.exitCode = 1;
  }
}
