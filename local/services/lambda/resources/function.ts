/**
 * A function with its code, from an asset or from the template itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { type Code, takeCode, takeInline } from '../code/code.ts';
import { reserveConcurrency } from '../concurrency.ts';
import type { Lambda } from '../context.ts';
import type { LambdaFunction } from '../model.ts';
import { architectures, configurationMembers } from '../schemas.ts';
import { changeLatest, configured, defaultsFor, makeFunction } from '../versions.ts';
import { tagList, tagRecord } from './tags.ts';

const properties = z.strictObject({
  ...configurationMembers,
  Role: configurationMembers.Role.unwrap(),
  FunctionName: z.string().min(1).max(64).optional(),
  PackageType: z.literal('Zip').optional(),
  Architectures: architectures.optional(),
  KmsKeyArn: z.string().optional(),
  Layers: z.array(z.never(), { error: 'layers are not supported by the local cloud; bundle their code' }).optional(),
  Code: z.strictObject({
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
    ZipFile: z.string().optional(),
  }),
  ReservedConcurrentExecutions: z.coerce.number().int().min(0).optional(),
  Tags: tagList,
});
type Properties = z.output<typeof properties>;

export const functionResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::Function',
    properties,
    withoutEffect: {
      RuntimeManagementConfig: 'functions run on the Node of this process',
      RecursiveLoop: 'loops are not detected',
    },
    async create({ FunctionName, ...members }, place) {
      const { engine } = lambda;
      const code = await codeOf(lambda, members);
      const name = FunctionName ?? place.name(64);
      const { KmsKeyArn, Tags, ...rest } = members;
      const input = { ...rest, FunctionName: name, KMSKeyArn: KmsKeyArn, Tags: tagRecord(Tags) };
      const fn = makeFunction(lambda, input, code);
      reserveConcurrency(lambda, name, members.ReservedConcurrentExecutions);
      await engine.store.durable();
      return resourceOf(fn);
    },
    async update(members, current) {
      const name = current.physicalId;
      if (members.FunctionName !== undefined && members.FunctionName !== name) return 'replace';
      const code = await codeOf(lambda, members);
      const { kmsKeyArn: _, deadLetterArn: __, ...latest } = lambda.store.get(name).latest;
      const blank = { ...latest, ...code, ...(members.KmsKeyArn && { kmsKeyArn: members.KmsKeyArn }) };
      changeLatest(lambda, name, () => configured(lambda.engine, { ...blank, ...defaultsFor(name) }, members));
      reserveConcurrency(lambda, name, members.ReservedConcurrentExecutions);
      const fn = lambda.store.put({ ...lambda.store.get(name), tags: tagRecord(members.Tags) });
      await lambda.store.durable();
      return resourceOf(fn);
    },
    async remove({ physicalId }) {
      lambda.store.remove(physicalId);
      lambda.pool.retire(physicalId, true);
      await lambda.store.durable();
    },
  });

const codeOf = ({ engine, store }: Lambda, { Code }: Pick<Properties, 'Code'>): Promise<Code> | Code =>
  Code.ZipFile === undefined ? takeCode(engine, store, Code) : takeInline(store, Code.ZipFile);

const resourceOf = ({ name, latest }: LambdaFunction): Resource => ({
  physicalId: name,
  attributes: { Arn: latest.functionArn },
});
