/**
 * `npm run check:boundaries [root]`: the rules of .dependency-cruiser.cjs over every room.
 *
 * Owns: the proof that the check looked. dependency-cruiser passes when its TypeScript support is missing, because
 * it then sees no modules; so every module on disk must be among those it saw, and together they must import.
 * Exit code 0 when clean, 1 otherwise.
 */
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { listModules, listRooms } from '../test/kit/repository-files.ts';

const repository = resolve(import.meta.dirname, '..');
const root = resolve(process.argv[2] ?? repository);

const options = await extractDepcruiseOptions(join(repository, '.dependency-cruiser.cjs'));
const tsConfig = extractTsConfig(join(repository, 'tsconfig.json'));
const { output } = await cruise(listRooms(root), { ...options, baseDir: root }, undefined, { tsConfig });
if (typeof output === 'string') throw new Error('dependency-cruiser gave text where its result was expected');

const rules = output.summary.ruleSetUsed?.forbidden ?? [];
const complaints = [...unseen(output), ...output.summary.violations.map(describe)];
for (const complaint of complaints) console.log(complaint);
console.log(
  `boundaries: ${output.modules.length} modules seen, ${listModules(root).length} on disk, ` +
    `${output.summary.totalDependenciesCruised ?? 0} imports, ${complaints.length} complaints`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;

function describe(violation: IViolation): string {
  const rule = rules.find(({ name }) => name === violation.rule.name);
  const path = violation.cycle?.map(({ name }) => name).join(' -> ') ?? violation.to;
  return `${violation.from} -> ${path}: ${violation.rule.name} (${rule?.comment ?? 'no reason given'})`;
}

function unseen(result: ICruiseResult): string[] {
  const seen = new Set(result.modules.map(({ source }) => source));
  const missing = listModules(root).filter((path) => !seen.has(path));
  const complaints = missing.map((path) => `${path}: on disk, but the check did not see it`);
  if (seen.size === 0) complaints.push('the check saw no modules');
  if ((result.summary.totalDependenciesCruised ?? 0) === 0) complaints.push('the check saw no imports');
  return complaints;
}
