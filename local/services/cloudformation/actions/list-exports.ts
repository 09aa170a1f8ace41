/**
 * What stacks export under names, in this region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html
 */
import type { ListExportsCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';

export const listExports = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListExports',
    input: z.strictObject({}),
    run() {
      const { stacks } = cloudFormation;
      const Exports = stacks
        .list()
        .filter(({ status }) => status !== 'DELETE_COMPLETE')
        .flatMap(({ id, outputs }) =>
          outputs.flatMap(({ exportName, value }) =>
            exportName === undefined ? [] : { ExportingStackId: id, Name: exportName, Value: value },
          ),
        );
      return { Exports } satisfies Omit<ListExportsCommandOutput, '$metadata'>;
    },
  });
