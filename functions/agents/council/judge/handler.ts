/** The judge of the council. */
import { council } from '../../../../systems/council.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { judge } from './judge.ts';

export const handler = defineAgent(council, 'judge', judge, { model });
