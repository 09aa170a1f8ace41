/** Changes the limits of a map run that is under way. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { invalid } from '../errors.ts';
import { mapRunOf } from '../executions.ts';
import { longArn } from '../inputs.ts';

/** One that has ended is not changed. */
export const updateMapRun = (states: States): Action =>
  action({
    name: 'UpdateMapRun',
    input: z.strictObject({
      mapRunArn: longArn,
      maxConcurrency: z.int().min(0).optional(),
      toleratedFailureCount: z.int().min(0).optional(),
      toleratedFailurePercentage: z.number().min(0).max(100).optional(),
    }),
    resource: ({ mapRunArn }) => mapRunArn,
    async run({ mapRunArn, ...limits }) {
      const run = mapRunOf(states, mapRunArn);
      const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length === 0) throw invalid('At least one field must be provided to be updated.');
      if (run.status === 'RUNNING') {
        states.store.mapRuns.put(mapRunArn, { ...run, ...given });
        states.mapRuns.get(mapRunArn)?.changed();
      }
      await states.store.durable();
      return {};
    },
  });
