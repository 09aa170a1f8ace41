/**
 * The stacks that use an export.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html
 */
import type { ListImportsCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';

export const listImports = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListImports',
    input: z.strictObject({ ExportName: z.string() }),
    run({ ExportName }) {
      const { stacks } = cloudFormation;
      const Imports = stacks.importers(ExportName);
      if (Imports.length === 0) throw validation(`Export '${ExportName}' is not imported by any stack.`);
      return { Imports } satisfies Omit<ListImportsCommandOutput, '$metadata'>;
    },
  });
