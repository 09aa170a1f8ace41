/** Writes reports as files. Needs a folder of its own. */
import { planner } from '../../../../systems/planner.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { files } from '../../../kit/files.ts';
import { writer } from './writer.ts';

export const handler = defineAgent(planner, 'writer', writer, { files });
