/** What outlives every deployment: the two tables, the payloads that no message holds, and the first key. */
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { HISTORY_INDEXES } from '../../contracts/tables/history.ts';
import { payloadsOf, UPLOADS } from '../../domain/naming.ts';
import { acknowledge } from '../acknowledged.ts';
import { payloadsBucket, type Stage } from '../stage.ts';

const KEY_LENGTH = 40;

export class StateStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    const removalPolicy = stage.settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const table = (name: string, tableName: string) =>
      new Table(this, name, {
        tableName,
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billingMode: BillingMode.PAY_PER_REQUEST,
        encryption: TableEncryption.AWS_MANAGED,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        timeToLiveAttribute: 'ttl',
        removalPolicy,
      });
    table('Registry', stage.registryTable);
    const history = table('History', stage.historyTable);
    for (const [indexName, { partition, sort }] of Object.entries(HISTORY_INDEXES)) {
      history.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: sort, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    this.payloads(stage, removalPolicy);
    const key = new Secret(this, 'AdminKey', {
      secretName: stage.adminKeySecret,
      description:
        'The first API key of Signalbox, role admin. Rotate: put a new value; warm authorizers take it within five minutes.',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ role: 'admin' }),
        generateStringKey: 'key',
        excludePunctuation: true,
        passwordLength: KEY_LENGTH,
      },
      removalPolicy,
    });
    acknowledge(
      key,
      'AwsSolutions-SMG4',
      'Clients hold this key: rotating it by machine would lock them out. It is rotated by hand, when its holders are told.',
    );
  }

  /** Payloads end with the history; what was uploaded and not sent, after a day. A bucket with objects in it is not deleted. */
  private payloads(stage: Stage, removalPolicy: RemovalPolicy): void {
    const bucket = new Bucket(this, 'Payloads', {
      bucketName: payloadsBucket(this, stage),
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { id: 'payloads', prefix: payloadsOf('').slice(0, -1), expiration: Duration.days(stage.settings.historyDays) },
        { id: 'uploads', prefix: UPLOADS, expiration: Duration.days(1) },
      ],
      removalPolicy,
    });
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      'Access logs would need a second bucket; who sent and who handled each payload stands in the history.',
    );
  }
}
