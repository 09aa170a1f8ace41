/**
 * A statement of a function's policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
 */
import * as z from 'zod';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { parseFunctionName } from '../names.ts';
import { dropPermission, makePermission } from '../permissions.ts';
import { functionName, permissionMembers } from '../schemas.ts';

const { StatementId: _, ...members } = permissionMembers;
const properties = z.strictObject({
  ...members,
  FunctionName: functionName,
  InvokedViaFunctionUrl: z.stringbool().or(z.boolean()).optional(),
});

export const permissionResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::Permission',
    properties,
    async create({ FunctionName, ...permission }, place) {
      const StatementId = place.name(100);
      const asked = parseFunctionName(FunctionName);
      makePermission(lambda, asked, { ...permission, StatementId });
      await lambda.store.durable();
      return { physicalId: `${FunctionName}|${StatementId}`, ref: StatementId, attributes: { Id: StatementId } };
    },
    async remove({ physicalId }) {
      const [name = '', statementId = ''] = physicalId.split('|');
      const asked = parseFunctionName(name);
      if (lambda.store.find(asked.name)) dropPermission(lambda, asked, statementId);
      await lambda.store.durable();
    },
  });
