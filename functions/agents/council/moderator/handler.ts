/** The moderator of the council. */
import { council } from '../../../../systems/council.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { moderator } from './moderator.ts';

export const handler = defineAgent(council, 'moderator', moderator, { model });
