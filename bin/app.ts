/** The CDK app: all systems in one stage. `cdk deploy --all -c stage=prod` */
import { App, Validations } from 'aws-cdk-lib';
import { addStage } from '../lib/build-app.ts';
import { readSettings } from '../lib/settings.ts';
import { systems } from '../systems/all.ts';

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
