/**
 * The test runner's settings: one project for each folder of tests, none with retries.
 *
 * A folder that does not exist yet is no error here; test/style checks that every *.test.ts lies in a project's
 * folder, and bin/verify.ts that enough tests ran.
 */
import { defineConfig } from 'vitest/config';
import { FinalLineReporter } from './test/kit/final-line-reporter.ts';
import { testProjects } from './test/kit/test-projects.ts';

export default defineConfig({
  test: {
    reporters: [new FinalLineReporter()],
    passWithNoTests: true,
    allowOnly: false,
    retry: 0,
    maxWorkers: 2,
    projects: testProjects.map(({ name, shared, timeoutMs, setup }) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
        ...(setup !== undefined && { globalSetup: [setup] }),
        pool: 'forks' as const,
        isolate: !shared,
        testTimeout: timeoutMs,
        hookTimeout: timeoutMs,
      },
    })),
  },
});
