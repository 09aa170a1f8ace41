/** A random password by rules. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
import type { GetRandomPasswordCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { passwordMembers, randomPassword } from '../password.ts';

const input = z.strictObject({ ...passwordMembers });

export const getRandomPassword = (): Action =>
  action({
    name: 'GetRandomPassword',
    input,
    run(rules) {
      return { RandomPassword: randomPassword(rules) } satisfies Omit<GetRandomPasswordCommandOutput, '$metadata'>;
    },
  });
