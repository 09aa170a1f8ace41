/**
 * An alias of versions: AWS::StepFunctions::StateMachineAlias. A deployment preference takes effect at once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachinealias.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Place, type ResourceType, resourceType } from '../../../engine/service.ts';
import { createStateMachineAlias } from '../actions/create-state-machine-alias.ts';
import { deleteStateMachineAlias } from '../actions/delete-state-machine-alias.ts';
import { updateStateMachineAlias } from '../actions/update-state-machine-alias.ts';
import type { States } from '../context.ts';
import { aliasArn, machineOf } from '../names.ts';

const properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().max(256).optional(),
  RoutingConfiguration: z
    .array(z.strictObject({ StateMachineVersionArn: z.string(), Weight: z.coerce.number().int().min(0).max(100) }))
    .optional(),
  DeploymentPreference: z
    .strictObject({
      StateMachineVersionArn: z.string(),
      Type: z.enum(['LINEAR', 'CANARY', 'ALL_AT_ONCE']),
      Percentage: z.coerce.number().optional(),
      Interval: z.coerce.number().optional(),
      Alarms: z.array(z.string()).optional(),
    })
    .optional(),
});
type Properties = z.output<typeof properties>;

export const stateMachineAliasType = (states: States): ResourceType =>
  resourceType({
    type: 'AWS::StepFunctions::StateMachineAlias',
    properties,
    async create(given, place) {
      const { name, arn } = identityOf(states, given, place);
      await perform(createStateMachineAlias(states), { name, ...inputOf(given) });
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    async update(given, current, place) {
      if (identityOf(states, given, place).arn !== current.physicalId) return 'replace';
      await perform(updateStateMachineAlias(states), { stateMachineAliasArn: current.physicalId, ...inputOf(given) });
      return current;
    },
    async remove({ physicalId }) {
      await perform(deleteStateMachineAlias(states), { stateMachineAliasArn: physicalId });
    },
  });

function identityOf({ engine }: States, given: Properties, place: Place): { name: string; arn: string } {
  const name = given.Name ?? place.name(80);
  const { machine } = machineOf(routesOf(given)[0]?.stateMachineVersionArn ?? '');
  return { name, arn: aliasArn(engine, machine, name) };
}

const routesOf = ({ RoutingConfiguration, DeploymentPreference }: Properties) =>
  DeploymentPreference
    ? [{ stateMachineVersionArn: DeploymentPreference.StateMachineVersionArn, weight: 100 }]
    : (RoutingConfiguration ?? []).map((one) => ({
        stateMachineVersionArn: one.StateMachineVersionArn,
        weight: one.Weight,
      }));

const inputOf = (given: Properties) => ({
  description: given.Description,
  routingConfiguration: routesOf(given),
});
