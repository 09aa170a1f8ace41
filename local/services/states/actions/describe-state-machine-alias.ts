/** Tells where an alias points. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html */
import type { DescribeStateMachineAliasCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { arn } from '../inputs.ts';
import { aliasArn, versionArn } from '../names.ts';
import { aliasNamed } from '../versions.ts';

export const describeStateMachineAlias = (states: States): Action =>
  action({
    name: 'DescribeStateMachineAlias',
    input: z.strictObject({ stateMachineAliasArn: arn }),
    resource: ({ stateMachineAliasArn }) => stateMachineAliasArn,
    run({ stateMachineAliasArn }) {
      const { machine, name, description, routes, createdMs, updatedMs } = aliasNamed(states, stateMachineAliasArn);
      return {
        stateMachineAliasArn: aliasArn(states.engine, machine, name),
        name,
        ...(description !== undefined && { description }),
        routingConfiguration: routes.map(({ version, weight }) => ({
          stateMachineVersionArn: versionArn(states.engine, machine, version),
          weight,
        })),
        creationDate: new WireDate(createdMs),
        updateDate: new WireDate(updatedMs),
      } satisfies Omit<DescribeStateMachineAliasCommandOutput, '$metadata'>;
    },
  });
