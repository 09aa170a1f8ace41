/** The table of replacing properties, held against AWS's schemas as the CDK CLI carries them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { REPLACING } from '../../../local/template/replacement.ts';
import { testCloud } from '../../kit/cloud.ts';

const database = z.object({
  schema: z.object({
    resource: z.object({
      entities: z.array(
        z.object({
          cloudFormationType: z.string(),
          properties: z.record(z.string(), z.object({ causesReplacement: z.string().optional() })),
        }),
      ),
    }),
  }),
});

test('every type in the table has the replacing properties of AWS’s schema', () => {
  const file = join(import.meta.dirname, '../../../node_modules/aws-cdk/db.json.gz');
  const { schema } = database.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()));
  const known = schema.resource.entities.filter(({ cloudFormationType }) =>
    Object.hasOwn(REPLACING, cloudFormationType),
  );
  const table = known.map(({ cloudFormationType, properties }) => [
    cloudFormationType,
    Object.keys(properties)
      .filter((name) => properties[name]?.causesReplacement === 'yes')
      .sort(),
  ]);
  expect(table.length).toBeGreaterThan(30);
  expect(REPLACING).toEqual(Object.fromEntries(table));
});

test('every type that can be deployed stands in the table', async () => {
  const cloud = await testCloud();
  const types = cloud.engine.ports.get('stacks').types();
  expect(types.length).toBeGreaterThan(30);
  expect(types.filter((type) => !Object.hasOwn(REPLACING, type))).toEqual([]);
});
