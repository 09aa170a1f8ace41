/** Asks a model once, and remembers. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { model } from '../../../../functions/kit/model/tool.ts';
import { answerAll } from '../asking.ts';
import { lab } from '../system.ts';

export const handler = defineAgent(
  lab,
  'rememberer',
  { 'lab.remembering': ({ payload }, context) => answerAll(payload, context) },
  { model },
);
