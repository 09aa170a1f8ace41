/**
 * A process that writes pairs into a store until it is killed or refused, and prints the number of each pair that is
 * acknowledged. Arguments: the directory, how many bytes a value has.
 */
import { openStore } from '../../../local/engine/store.ts';

const [directory = '', bytes = '1'] = process.argv.slice(2);
const store = openStore(directory);
const [left, right] = [store.collection<string>('left'), store.collection<string>('right')];
for (let n = 0; ; n++) {
  const key = String(n).padStart(8, '0');
  left.put(key, 'x'.repeat(Number(bytes)));
  right.put(key, 'y');
  if (n > 0) left.delete(String(n - 1).padStart(8, '0'));
  try {
    await store.durable();
  } catch (error) {
    process.stdout.write(`refused ${(error as NodeJS.ErrnoException).code}\n`);
    process.exit(3);
  }
  process.stdout.write(`${n}\n`);
}
