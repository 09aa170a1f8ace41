/**
 * A state machine of a template: AWS::StepFunctions::StateMachine.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Place, type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { tagsInput } from '../../../engine/tags.ts';
import { yaml } from '../../../engine/yaml.ts';
import { createStateMachine } from '../actions/create-state-machine.ts';
import { deleteStateMachine } from '../actions/delete-state-machine.ts';
import { updateStateMachine } from '../actions/update-state-machine.ts';
import type { States } from '../context.ts';
import { machineArn } from '../names.ts';

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const properties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).optional(),
  RoleArn: z.string(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionString: z.string().optional(),
  /** `Version` is refused: objects have no versions here. */
  DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  LoggingConfiguration: z
    .strictObject({
      Level: z.string().optional(),
      IncludeExecutionData: flag.optional(),
      Destinations: z
        .array(z.strictObject({ CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: z.string() }) }))
        .optional(),
    })
    .optional(),
  TracingConfiguration: z.strictObject({ Enabled: flag.optional() }).optional(),
  Tags: tagsInput.optional(),
});
type Properties = z.output<typeof properties>;

export const stateMachineType = (states: States): ResourceType =>
  resourceType({
    type: 'AWS::StepFunctions::StateMachine',
    properties,
    withoutEffect: { EncryptionConfiguration: 'what is kept here is not encrypted' },
    async create(given, place) {
      const name = nameOf(given, place);
      const tags = given.Tags?.map(({ Key, Value }) => ({ key: Key, value: Value }));
      const made = { ...inputOf(states, given), name, type: given.StateMachineType ?? 'STANDARD', tags };
      await perform(createStateMachine(states), made);
      return described(states, name);
    },
    async update(given, current, place) {
      const name = nameOf(given, place);
      const known = states.store.machines.get(name);
      if (
        machineArn(states.engine, name) !== current.physicalId ||
        known?.type !== (given.StateMachineType ?? 'STANDARD')
      )
        return 'replace';
      await perform(updateStateMachine(states), { ...inputOf(states, given), stateMachineArn: current.physicalId });
      return described(states, name);
    },
    async remove({ physicalId }) {
      await perform(deleteStateMachine(states), { stateMachineArn: physicalId });
    },
  });

const nameOf = (given: Properties, place: Place): string => given.StateMachineName ?? place.name(80);

function inputOf(states: States, { RoleArn, LoggingConfiguration, TracingConfiguration, ...given }: Properties) {
  const { Level, IncludeExecutionData, Destinations = [] } = LoggingConfiguration ?? {};
  const destinations = Destinations.map(({ CloudWatchLogsLogGroup: { LogGroupArn } }) => ({
    cloudWatchLogsLogGroup: { logGroupArn: LogGroupArn },
  }));
  return {
    definition: definitionOf(states, given),
    roleArn: RoleArn,
    loggingConfiguration: {
      level: Level ?? 'OFF',
      includeExecutionData: IncludeExecutionData ?? false,
      ...(destinations.length > 0 && { destinations }),
    },
    tracingConfiguration: { enabled: TracingConfiguration?.Enabled ?? false },
  };
}

/** The text, with `${name}` replaced by the substitutions. */
function definitionOf(states: States, given: Omit<Properties, 'RoleArn'>): string {
  const { Definition, DefinitionString, DefinitionS3Location: at, DefinitionSubstitutions = {} } = given;
  if ([Definition, DefinitionString, at].filter((one) => one !== undefined).length !== 1)
    throw new Error(
      'AWS::StepFunctions::StateMachine needs exactly one of Definition, DefinitionString and DefinitionS3Location.',
    );
  const text = DefinitionString ?? (at ? textAt(states, at) : JSON.stringify(Definition));
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => {
    const value = DefinitionSubstitutions[name];
    return value === undefined ? whole : String(value);
  });
}

/** A definition that a deployment brought or that lies in a bucket: JSON or YAML. */
function textAt({ engine: { ports } }: States, { Bucket, Key }: { Bucket: string; Key: string }): string {
  const asset = ports.has('assets') ? ports.get('assets').path(Bucket, Key) : undefined;
  const path = asset ?? (ports.has('objects') ? ports.get('objects').path(Bucket, Key) : undefined);
  if (path === undefined) throw new Error(`DefinitionS3Location: there is no object ${Key} in the bucket ${Bucket}.`);
  const text = readFileSync(path, 'utf8');
  return /\.ya?ml$/.test(Key) ? JSON.stringify(yaml().parse(text)) : text;
}

function described({ engine, store }: States, name: string): Resource {
  const Arn = machineArn(engine, name);
  const revision = store.machines.get(name);
  return {
    physicalId: Arn,
    attributes: {
      Arn,
      Name: name,
      StateMachineRevisionId: revision?.initial === false ? revision.revisionId : 'INITIAL',
    },
  };
}
