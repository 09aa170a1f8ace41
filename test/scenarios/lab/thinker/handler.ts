/** Asks a model what it is told to ask. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { model } from '../../../../functions/kit/model/tool.ts';
import { answerAll } from '../asking.ts';
import { lab } from '../system.ts';

export const handler = defineAgent(
  lab,
  'thinker',
  { 'lab.question': ({ payload }, context) => answerAll(payload, context) },
  { model },
);
