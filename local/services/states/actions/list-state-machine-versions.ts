/** Lists the versions of a state machine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { arn, pageInput } from '../inputs.ts';
import { versionArn } from '../names.ts';
import { page } from '../pages.ts';
import { machineNamed } from '../versions.ts';

/** The newest first. */
export const listStateMachineVersions = (states: States): Action =>
  action({
    name: 'ListStateMachineVersions',
    input: z.strictObject({ stateMachineArn: arn, ...pageInput }),
    resource: ({ stateMachineArn }) => stateMachineArn,
    run({ stateMachineArn, ...asked }) {
      const { name } = machineNamed(states, stateMachineArn);
      const { items, ...next } = page(states.store.versions.list(`${name}:`).reverse(), asked);
      const stateMachineVersions = items.map(({ number, createdMs }) => ({
        stateMachineVersionArn: versionArn(states.engine, name, number),
        creationDate: new WireDate(createdMs),
      }));
      return { stateMachineVersions, ...next };
    },
  });
