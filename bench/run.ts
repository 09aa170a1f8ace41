/** `npm run bench -- <name> [--json] [--runs 5]`: runs a bench and prints its table, or JSON. */
import { parseArgs } from 'node:util';
import { type Report, toJson, toTable } from './kit/report.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ run(runs: number): Promise<Report> }>>> = {
  line: () => import('./line.bench.ts'),
  cloud: () => import('./cloud.bench.ts'),
  'fleet-model': () => import('./fleet-model.bench.ts'),
  workflows: () => import('./workflows.bench.ts'),
  models: () => import('./models.bench.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
});
const bench = BENCHES[positionals[0] ?? ''];
const runs = Number(values.runs);
if (!bench || !Number.isInteger(runs) || runs < 1) {
  console.error(`npm run bench -- ${Object.keys(BENCHES).join('|')} [--json] [--runs 5]`);
  process.exitCode = 2;
} else {
  const report = await (await bench()).run(runs);
  console.log(values.json ? toJson(report) : toTable(report));
}
