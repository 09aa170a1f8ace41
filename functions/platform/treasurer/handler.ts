/**
 * The treasurer. Needs: dynamodb on rows `budget#*` of the registry, states:DescribeExecution and RedriveExecution on executions of the
 * stage's workflows.
 */
import { platform } from '../../../systems/platform.ts';
import { defineAgent } from '../../kit/define-agent.ts';
import { treasury } from '../../kit/model/treasury.ts';
import { treasurer } from './treasurer.ts';

export const handler = defineAgent(platform, 'treasurer', treasurer, { treasury });
