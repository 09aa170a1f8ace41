/** Tells the definition that an execution runs. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { noMachine } from '../errors.ts';
import { executionOf } from '../executions.ts';
import { longArn } from '../inputs.ts';
import { machineArn, parentOf } from '../names.ts';
import { describedLogging } from '../shapes.ts';

export const describeStateMachineForExecution = (states: States): Action =>
  action({
    name: 'DescribeStateMachineForExecution',
    input: z.strictObject({ executionArn: longArn, includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional() }),
    resource: ({ executionArn }) => executionArn,
    run({ executionArn }) {
      const { machine: name, definition, roleArn, mapRun } = executionOf(states, executionArn);
      const machine = states.store.machines.get(parentOf(name));
      const run = mapRun && states.store.mapRuns.get(mapRun.arn);
      const stateMachineArn = machineArn(states.engine, name);
      if (!machine) throw noMachine(stateMachineArn);
      return {
        stateMachineArn,
        name,
        definition: run ? JSON.stringify(run.processor) : definition,
        ...(run && { mapRunArn: run.arn, label: run.label }),
        roleArn,
        updateDate: new WireDate(machine.updatedMs),
        loggingConfiguration: describedLogging(machine.logging),
        tracingConfiguration: { enabled: machine.tracing },
        ...(!machine.initial && { revisionId: machine.revisionId }),
      };
    },
  });
