/** Removes several parameters, and names those that were not there. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
import type { DeleteParametersCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({ Names: z.array(parameterName).min(1).max(10) });

export const deleteParameters = (store: ParameterStore): Action =>
  action({
    name: 'DeleteParameters',
    input,
    run({ Names }) {
      const gone = Names.filter((name) => store.remove(name));
      return {
        DeletedParameters: gone,
        InvalidParameters: Names.filter((name) => !gone.includes(name)),
      } satisfies Omit<DeleteParametersCommandOutput, '$metadata'>;
    },
  });
