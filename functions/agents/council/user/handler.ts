/** The user's voice of the council. */
import { council } from '../../../../systems/council.ts';
import { createDebater } from '../../../kit/council/debater.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { model } from '../../../kit/model/tool.ts';
import { turn } from './turn.v1.ts';

export const handler = defineAgent(council, 'user', createDebater('user', turn), { model });
