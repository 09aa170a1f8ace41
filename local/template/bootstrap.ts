/**
 * What `cdk bootstrap` would leave behind, as far as `cdk deploy` asks for it: the bucket for files, as the stack CDKToolkit.
 * The version of the bootstrap is a parameter that Parameter Store has from the start. The real template has more (an image
 * repository, roles, a key); nothing here needs it.
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
import { deploy } from './deploy.ts';
import type { StackOffice } from './stacks.ts';

const STACK = 'CDKToolkit';

/** The qualifier that the CDK uses unless an app says otherwise. */
const QUALIFIER = 'hnb659fds';

const template = {
  Description: 'Stands for the bootstrap stack of the CDK in the local cloud: what cdk deploy asks for, and no more.',
  Parameters: {
    BootstrapVersion: {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: `/cdk-bootstrap/${QUALIFIER}/version`,
    },
  },
  Resources: {
    StagingBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Sub': `cdk-${QUALIFIER}-assets-\${AWS::AccountId}-\${AWS::Region}` } },
      DeletionPolicy: 'Retain',
    },
  },
  Outputs: {
    BucketName: { Value: { Ref: 'StagingBucket' } },
    BucketDomainName: { Value: { 'Fn::GetAtt': ['StagingBucket', 'RegionalDomainName'] } },
    BootstrapVersion: { Value: { Ref: 'BootstrapVersion' } },
  },
};

/** Makes the stack, once; a cloud without buckets cannot be bootstrapped. */
export async function bootstrap(office: StackOffice): Promise<void> {
  if (office.find(STACK) || !office.context.types.has('AWS::S3::Bucket')) return;
  const stack = { name: STACK, text: JSON.stringify(template), parameters: {}, tags: {} };
  await deploy(office, { stacks: [stack], assets: [] });
}
