/** Secrets without their values, by filters, in pages. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
import type { ListSecretsCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { listed, matches } from '../shapes.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({
  MaxResults: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
  SortOrder: z.enum(['asc', 'desc']).optional(),
  IncludePlannedDeletion: z.boolean().default(false),
  Filters: z
    .array(z.strictObject({ Key: z.enum(['name', 'description', 'all']), Values: z.array(z.string()).min(1) }))
    .default([]),
});

export const listSecrets = (store: SecretStore): Action =>
  action({
    name: 'ListSecrets',
    input,
    run({ MaxResults, NextToken, SortOrder, IncludePlannedDeletion, Filters }) {
      const from = Number(NextToken ?? 0) || 0;
      const found = store
        .all()
        .filter(
          (secret) =>
            (IncludePlannedDeletion || secret.deletedMs === undefined) &&
            Filters.every(({ Key, Values }) => Values.some((value) => matches(secret, Key, value))),
        )
        .sort((a, b) => (a.createdMs - b.createdMs) * (SortOrder === 'desc' ? -1 : 1));
      return {
        SecretList: found.slice(from, from + MaxResults).map(listed),
        ...(from + MaxResults < found.length && { NextToken: String(from + MaxResults) }),
      } satisfies Omit<ListSecretsCommandOutput, '$metadata'>;
    },
  });
