/** Turns requests into requirements. Needs: models. */
import { studio } from '../../../../systems/studio.ts';

import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { analyst } from './analyst.ts';

export const handler = defineAgent(studio, 'analyst', analyst, { model });
