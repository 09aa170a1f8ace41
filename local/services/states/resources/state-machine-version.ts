/**
 * A version of a state machine: AWS::StepFunctions::StateMachineVersion.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachineversion.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { deleteStateMachineVersion } from '../actions/delete-state-machine-version.ts';
import type { States } from '../context.ts';
import { versionArn } from '../names.ts';
import { machineNamed, publish } from '../versions.ts';

const properties = z.strictObject({
  StateMachineArn: z.string(),
  StateMachineRevisionId: z.string().optional(),
  Description: z.string().max(256).optional(),
});

/** The revision only says when a new version is due: what is published is the machine as it is. */
export const stateMachineVersionType = (states: States): ResourceType =>
  resourceType({
    type: 'AWS::StepFunctions::StateMachineVersion',
    properties,
    async create({ StateMachineArn, Description }) {
      const machine = machineNamed(states, StateMachineArn);
      const { number } = publish(states, machine, Description);
      await states.store.durable();
      const Arn = versionArn(states.engine, machine.name, number);
      return { physicalId: Arn, attributes: { Arn } };
    },
    async remove({ physicalId }) {
      await perform(deleteStateMachineVersion(states), { stateMachineVersionArn: physicalId });
    },
  });
