/** The CDK app: all systems in one stage. `cdk deploy --all -c stage=prod` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { addStage } from '../lib/build-app.ts';
import { readSettings } from '../lib/settings.ts';
import { FUNCTIONS_BUNDLE } from '../lib/stage.ts';
import { systems } from '../systems/all.ts';

for (const { entry, title } of systems.flatMap(({ agents }) => Object.values(agents)))
  if (!existsSync(join(FUNCTIONS_BUNDLE, entry, 'handler.mjs')))
    throw new Error(`${title} has no handler: write functions/${entry}/handler.ts, then npm run build.`);

const app = new App();
const { settings, warnings } = readSettings((name) => app.node.tryGetContext(name), process.env);
for (const warning of warnings) console.error(`Warning: ${warning}`);
if (process.env.CDK_VALIDATION !== 'false') {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
addStage(app, settings, systems, {
  account: process.env.CDK_DEFAULT_ACCOUNT ?? '000000000000',
  region: process.env.CDK_DEFAULT_REGION ?? 'us-east-1',
});
app.synth();
