/** Designs, writes and mends code. Needs: models, the files of its system in the execution. */
import { studio } from '../../../../systems/studio.ts';
import { artefacts } from '../../../kit/artefacts.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { developer } from './developer.ts';

export const handler = defineAgent(studio, 'developer', developer, { model, artefacts });
