/** The boundary check complains about every wall of the table, and about having seen nothing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');

/** [importer, what it imports, the rule that forbids it, or null where it is allowed] */
const WALLS: readonly [string, string, string | null][] = [
  ['contracts/a.ts', '../domain/a.ts', 'room-contracts'],
  ['contracts/b.ts', 'zod', null],
  ['contracts/c.ts', 'node:fs', 'contracts-use-zod-only'],
  ['domain/a.ts', '../contracts/word.ts', null],
  ['domain/b.ts', '../systems/fleet.ts', 'room-domain'],
  ['domain/c.ts', 'node:fs', 'domain-is-pure'],
  ['domain/f.ts', 'yaml', 'domain-is-pure'],
  ['domain/d.ts', '@aws-sdk/client-sqs', 'domain-is-pure'],
  ['systems/a.ts', '../functions/kit/kit.ts', 'room-systems'],
  ['functions/kit/a.ts', '../agents/fleet/analyst/handler.ts', 'room-kit'],
  ['functions/kit/b.ts', '../../systems/fleet.ts', 'kit-takes-types-of-systems'],
  ['functions/agents/fleet/analyst/a.ts', '../../../kit/kit.ts', null],
  ['functions/agents/fleet/analyst/b.ts', '../scheduling/handler.ts', 'room-functions'],
  ['functions/api/ingest/a.ts', '../../platform/recorder/handler.ts', 'room-functions'],
  ['functions/platform/recorder/a.ts', '../../../lib/settings.ts', 'room-functions'],
  ['functions/platform/recorder/b.ts', 'aws-cdk-lib', 'cdk-in-lib-only'],
  ['lib/a.ts', '../functions/api/ingest/handler.ts', 'room-lib'],
  ['lib/b.ts', 'aws-cdk-lib', null],
  ['local/engine/a.ts', '../services/sqs/queue.ts', 'room-engine'],
  ['local/engine/b.ts', 'yaml', 'yaml-when-it-comes'],
  ['local/template/a.ts', '../services/sqs/queue.ts', 'room-template'],
  ['local/services/sqs/a.ts', '../lambda/invoke.ts', 'room-services'],
  ['local/services/sqs/b.ts', '../../engine/clock.ts', null],
  ['local/services/sqs/c.ts', '../../gateway/server.ts', 'room-services'],
  ['local/services/sqs/d.ts', '@aws-sdk/client-sqs', 'local-uses-types-of-the-sdk'],
  ['local/services/sqs/e.ts', '../../../contracts/word.ts', 'room-services'],
  ['local/services/sqs/f.ts', '../../template/stacks.ts', 'room-services'],
  ['local/gateway/a.ts', '../services/sqs/queue.ts', null],
  ['local/gateway/b.ts', '../../functions/kit/kit.ts', 'room-gateway'],
  ['local/local-cloud.ts', '../lib/settings.ts', 'room-local'],
  ['console/a.ts', '../domain/a.ts', 'room-console'],
  ['lib/c.ts', '../bin/app.ts', 'programs-are-roots'],
  ['bench/a.ts', '../test/unit/helper.ts', 'room-bench'],
  ['bin/a.ts', '../test/kit/clock.ts', null],
  ['bin/b.ts', '../test/unit/helper.ts', 'room-bin'],
  ['test/local/a.ts', '../unit/helper.ts', 'room-tests'],
  ['test/local/b.ts', '../../local/services/sqs/queue.ts', null],
  ['domain/cycle/one.ts', './two.ts', 'no-cycles'],
  ['domain/e.ts', './missing.ts', 'resolvable'],
];

/** What the importers above import and nobody checks for its own imports. */
const TARGETS = [
  ...['contracts/word.ts', 'systems/fleet.ts', 'lib/settings.ts', 'bin/app.ts', 'local/engine/clock.ts'],
  ...['functions/kit/kit.ts', 'functions/api/ingest/handler.ts', 'functions/platform/recorder/handler.ts'],
  ...['functions/agents/fleet/analyst/handler.ts', 'functions/agents/fleet/scheduling/handler.ts'],
  ...[
    'local/services/sqs/queue.ts',
    'local/services/lambda/invoke.ts',
    'local/gateway/server.ts',
    'local/template/stacks.ts',
  ],
  ...['test/kit/clock.ts', 'test/unit/helper.ts'],
];

function check(root: string): { output: string; clean: boolean } {
  const program = join(repository, 'bin/check-boundaries.ts');
  try {
    return { output: execFileSync(process.execPath, [program, root], { encoding: 'utf8' }), clean: true };
  } catch (error) {
    return { output: (error as { stdout: string }).stdout, clean: false };
  }
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('the boundary check', () => {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('fails where it sees no modules', () => {
    expect(check(root)).toMatchObject({ clean: false, output: expect.stringContaining('saw no modules') });
  });

  describe('over a repository with every wall broken', () => {
    let output = '';
    beforeAll(() => {
      symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
      for (const path of TARGETS) write(root, path, 'export const target = 1;\n');
      for (const [path, target] of WALLS)
        write(root, path, `import * as it from '${target}';\nexport const seen = it;\n`);
      write(root, 'domain/cycle/two.ts', "export type { seen } from './one.ts';\n");
      write(root, 'functions/kit/types.ts', "export type { target } from '../../systems/fleet.ts';\n");
      write(
        root,
        'functions/kit/types-wrong.ts',
        "export type { target } from '../agents/fleet/analyst/handler.ts';\n",
      );
      write(
        root,
        'local/engine/types.ts',
        "import type * as it from '@aws-sdk/client-sqs';\nexport type It = typeof it;\n",
      );
      const result = check(root);
      expect(result.clean).toBe(false);
      output = result.output;
    });

    it.each(WALLS)('%s importing %s: %s', (importer, _target, rule) => {
      const complaints = output.split('\n').filter((line) => line.startsWith(`${importer} -> `));
      if (rule === null) expect(complaints).toEqual([]);
      else expect(complaints).toContainEqual(expect.stringContaining(`: ${rule} (`));
    });

    it('holds types to the walls, and lets types through where only values are barred', () => {
      expect(output).toContain('functions/kit/types-wrong.ts -> ');
      expect(output).not.toContain('functions/kit/types.ts -> ');
      expect(output).not.toContain('local/engine/types.ts -> ');
    });

    it('saw every module', () => {
      const modules = WALLS.length + TARGETS.length + 4;
      expect(output).toContain(`${modules} on disk`);
      expect(output).not.toContain('did not see it');
    });
  });
});
