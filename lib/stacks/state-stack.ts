/** What outlives every deployment: the two tables, and the first key. */
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { HISTORY_INDEXES } from '../../contracts/tables/history.ts';
import { acknowledge } from '../acknowledged.ts';
import type { Stage } from '../stage.ts';

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
}
