/** Removes a managed policy that no role has any more. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyArn } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ PolicyArn: policyArn });

export const deletePolicy = (store: IamStore): Action =>
  action({
    name: 'DeletePolicy',
    input,
    resource: ({ PolicyArn }) => PolicyArn,
    run({ PolicyArn }) {
      store.deletePolicy(PolicyArn);
    },
  });
