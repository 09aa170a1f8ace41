/**
 * The CDK app in a process of its own, so that it reads the sources as they are. Loads the CDK, which is half of its time, waits for
 * its parent's word, and then runs bin/app.ts. Ends with its parent.
 */
import { globSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache();
process.on('SIGINT', () => undefined); // the parent says when it is time
const orphaned = () => process.exit(1);
process.once('disconnect', orphaned);
const told = new Promise((resolve) => process.once('message', resolve));

const sources = globSync('lib/**/*.ts').map((file) => readFileSync(file, 'utf8'));
const parts = sources.flatMap((text) => [...text.matchAll(/ from '(aws-cdk-lib[^']*)'/g)].map(([, name = '']) => name));
for (const name of new Set(parts)) await import(name).catch(() => undefined); // what is not there, the app says
await told;

try {
  await import('../app.ts');
} catch (error) {
  console.error(withoutPackages(error));
  process.exitCode = 1;
}
process.off('disconnect', orphaned);
process.disconnect();

/** An error as Node tells it, and of the frames those that are in our sources. */
function withoutPackages(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text
    .split('\n')
    .filter((line) => !/^ {4}at .*(node_modules|node:internal)/.test(line))
    .join('\n');
}
