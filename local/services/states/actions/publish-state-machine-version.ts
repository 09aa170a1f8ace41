/** Keeps a state machine as it is under a number. https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { conflict } from '../errors.ts';
import { arn } from '../inputs.ts';
import { versionArn } from '../names.ts';
import { machineNamed, publish } from '../versions.ts';

export const publishStateMachineVersion = (states: States): Action =>
  action({
    name: 'PublishStateMachineVersion',
    input: z.strictObject({
      stateMachineArn: arn,
      revisionId: z.string().optional(),
      description: z.string().max(256).optional(),
    }),
    resource: ({ stateMachineArn }) => stateMachineArn,
    async run({ stateMachineArn, revisionId, description }) {
      const machine = machineNamed(states, stateMachineArn);
      if (revisionId !== undefined && revisionId !== (machine.initial ? 'INITIAL' : machine.revisionId))
        throw conflict(
          `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${machine.initial ? 'INITIAL' : machine.revisionId}.`,
        );
      const version = publish(states, machine, description);
      await states.store.durable();
      return {
        creationDate: new WireDate(version.createdMs),
        stateMachineVersionArn: versionArn(states.engine, machine.name, version.number),
      };
    },
  });
