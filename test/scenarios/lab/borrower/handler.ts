/** Asks on next to no budget, and has a person asked for more. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { model } from '../../../../functions/kit/model/tool.ts';
import { answerAll } from '../asking.ts';
import { lab } from '../system.ts';

export const handler = defineAgent(
  lab,
  'borrower',
  { 'lab.borrowing': ({ payload }, context) => answerAll(payload, context) },
  { model },
);
