/** Removes a parameter that is there. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { noSuchParameter } from '../errors.ts';
import { parameterName } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({ Name: parameterName });

export const deleteParameter = (store: ParameterStore): Action =>
  action({
    name: 'DeleteParameter',
    input,
    resource: ({ Name }) => store.arnOf(Name),
    run({ Name }) {
      if (!store.remove(Name)) throw noSuchParameter(Name);
      return {};
    },
  });
