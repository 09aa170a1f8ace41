/** The document of a managed policy; only the present version is there. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
import type { GetPolicyVersionCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { noSuch } from '../errors.ts';
import { policyArn } from '../limits.ts';
import { encoded } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ PolicyArn: policyArn, VersionId: z.string() });

export const getPolicyVersion = (store: IamStore): Action =>
  action({
    name: 'GetPolicyVersion',
    input,
    resource: ({ PolicyArn }) => PolicyArn,
    run({ PolicyArn, VersionId }) {
      const policy = store.findPolicy(PolicyArn);
      if (VersionId !== `v${policy?.version ?? 1}`)
        throw noSuch(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
      return {
        PolicyVersion: {
          Document: encoded(store.documentOf(PolicyArn)),
          VersionId,
          IsDefaultVersion: true,
          ...(policy && { CreateDate: new Date(policy.updatedMs) }),
        },
      } satisfies Omit<GetPolicyVersionCommandOutput, '$metadata'>;
    },
  });
