/** Plans deployments. Needs: models, the files of its system in the execution. */
import { studio } from '../../../../systems/studio.ts';
import { artefacts } from '../../../kit/artefacts.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { devops } from './devops.ts';

export const handler = defineAgent(studio, 'devops', devops, { model, artefacts });
