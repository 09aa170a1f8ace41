/** Checks a definition without making anything of it. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
import type { ValidateStateMachineDefinitionCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { diagnose } from '../definition/diagnose.ts';
import { definition } from '../inputs.ts';

export const validateStateMachineDefinition = (): Action =>
  action({
    name: 'ValidateStateMachineDefinition',
    input: z.strictObject({
      definition,
      type: z.enum(['STANDARD', 'EXPRESS']).optional(),
      severity: z.enum(['ERROR', 'WARNING']).optional(),
      maxResults: z.int().min(0).max(100).optional(),
    }),
    run({ definition: text, type, maxResults }) {
      const found = diagnose(text, type ?? 'STANDARD');
      const diagnostics = found.slice(0, maxResults || 100).map((one) => ({ severity: 'ERROR' as const, ...one }));
      return {
        result: found.length > 0 ? 'FAIL' : 'OK',
        diagnostics,
        truncated: diagnostics.length < found.length,
      } satisfies Omit<ValidateStateMachineDefinitionCommandOutput, '$metadata'>;
    },
  });
