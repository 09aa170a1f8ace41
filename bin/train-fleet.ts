/**
 * `npm run train:fleet [train.csv] [weights.json]`: trains the fleet's life model and writes its weights.
 * Owns the files and the printing; domain/fleet/learn does the work. The test engines are not read here.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readRuns } from '../domain/fleet/cmapss.ts';
import { trainLife } from '../domain/fleet/learn/train-life.ts';

const [source = '../shared/data/cmapss-fd001-train.csv', target = 'functions/agents/fleet/analyst/model.weights.json'] =
  process.argv.slice(2);

if (!existsSync(source)) {
  console.error(
    `No training data at ${source}. It is NASA's C-MAPSS FD001 training file with a header line (unit,cycle,op_setting_1 …): ` +
      'give its path as the first argument. The committed weights work without it.',
  );
  process.exit(1);
}

const runs = await readRuns(readFileSync(source, 'utf8').split('\n'));
console.log(`Training on ${runs.length} engines of ${source} …`);
const { model, heldOutRmse, rows } = trainLife(runs, 'NASA C-MAPSS FD001, training file: simulated turbofan engines');
const text = `${JSON.stringify(model)}\n`;
writeFileSync(target, text);
console.log(`Held-out engines (5 folds, ${rows} rows, life capped at 125): RMSE ${heldOutRmse.toFixed(2)} cycles`);
console.log(
  `Wrote ${target} (${(text.length / 1000).toFixed(0)} kB). Judge it on the test engines: npm run bench -- fleet-model`,
);
