/** Resource types of templates, as the template engine uses them. */
import { expect, test } from 'vitest';
import { createEngine } from '../../../local/engine/engine.ts';
import type { Place, Resource } from '../../../local/engine/service.ts';
import { createDynamoDb } from '../../../local/services/dynamodb/service.ts';

const place: Place = { stackName: 'stack', logicalId: 'Table', name: () => 'stack-Table-1' };

/** A resource type as the template uses it: properties are parsed by its schema first. */
function resourceOf(type: string) {
  const { resources } = createDynamoDb(createEngine());
  const resource = resources.find((one) => one.type === type);
  if (!resource) throw new Error(`There is no resource type ${type}.`);
  const parse = (properties: object) => resource.properties.parse(properties) as never;
  return {
    create: async (properties: object) => await resource.create(parse(properties), place),
    update: async (properties: object, current: Resource) => await resource.update?.(parse(properties), current, place),
  };
}

const table = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

test('a table of a template gets its name, its ARN and its settings', async () => {
  const { create } = resourceOf('AWS::DynamoDB::Table');
  const made = await create({
    ...table,
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  expect(made).toMatchObject({
    physicalId: 'stack-Table-1',
    attributes: { Arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/stack-Table-1' },
  });
});

test('a new index changes a table in place, another key replaces it', async () => {
  const { create, update } = resourceOf('AWS::DynamoDB::Table');
  const made = await create(table);
  const withIndex = {
    ...table,
    AttributeDefinitions: [...table.AttributeDefinitions, { AttributeName: 'owner', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-owner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
  expect(await update(withIndex, made)).toEqual(made);
  expect(await update(table, made)).toEqual(made);
  const otherKey = { ...withIndex, KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] };
  expect(await update(otherKey, made)).toBe('replace');
});

test('a property that is not known, or a stream, is refused by name', async () => {
  const { create } = resourceOf('AWS::DynamoDB::Table');
  await expect(create({ ...table, Kinesis: {} })).rejects.toThrow('Kinesis');
  await expect(create({ ...table, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } })).rejects.toThrow('Streams');
});

test('a global table is one table; a second region is refused', async () => {
  const { create } = resourceOf('AWS::DynamoDB::GlobalTable');
  const replica = { Region: 'us-east-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
  expect((await create({ ...table, Replicas: [replica] })).physicalId).toBe('stack-Table-1');
  await expect(create({ ...table, Replicas: [replica, { Region: 'eu-west-1' }] })).rejects.toThrow('eu-west-1');
});
