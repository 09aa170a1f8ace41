/**
 * The folders of tests, told once: vitest.config.ts runs them, test/style holds every test file to one of them.
 *
 * `shared` tests keep no state in modules or processes, so the files of a project share a process: loading the
 * CDK or the SDK once instead of once a file is most of their time. The others start clouds and workers and get
 * a process for each file. The timeout is only a guard against hanging: no test measures time, and the
 * slowest takes under 5 s on a quiet machine.
 */
interface TestProject {
  readonly name: string;
  readonly shared: boolean;
  readonly timeoutMs: number;
  /** Module that prepares what all its files need, once. */
  readonly setup?: string;
}

export const testProjects: readonly TestProject[] = [
  { name: 'unit', shared: true, timeoutMs: 20_000 },
  { name: 'lib', shared: true, timeoutMs: 60_000 },
  { name: 'local', shared: false, timeoutMs: 30_000 },
  { name: 'scenarios', shared: false, timeoutMs: 30_000, setup: 'test/scenarios/builds.ts' },
  { name: 'style', shared: true, timeoutMs: 30_000 },
  { name: 'console', shared: false, timeoutMs: 30_000 },
];
