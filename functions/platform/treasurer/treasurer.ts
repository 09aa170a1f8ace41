/**
 * Raises caps of budgets, and lets go on what had failed for them. Only for the workflow in which a person approves it: a message of
 * anybody else is refused. The sender of a message is true: roles may publish as themselves alone.
 */
import type { Handlers } from '../../kit/agent.ts';
import { workflowSender } from '../../../domain/workflow/identity.ts';
import type { platform } from '../../../systems/platform.ts';
import { RAISE_BUDGET } from '../../../systems/platform/raise-budget.ts';
import { Undeliverable } from '../../kit/incoming.ts';

export const treasurer: Handlers<typeof platform, 'treasurer'> = {
  'platform.budget.raise': async ({ sender, payload }, { treasury, log }) => {
    if (sender !== workflowSender(RAISE_BUDGET))
      throw new Undeliverable(
        'NotAllowed',
        `${sender} may not raise a budget: the workflow ${RAISE_BUDGET} does, when a person has approved it. With a key of role operator, PUT /v1/budgets does.`,
      );
    const { scope, id, fromUsd, toUsd, by, execution } = payload;
    const budget = { scope, id };
    const capUsd = await treasury.raise(budget, toUsd, by);
    const { resumed, running } = await treasury.resume(budget, fromUsd, execution);
    log.info('The cap of a budget was raised.', { scope, id, cap_usd: capUsd, by, resumed, running });
    return [{ type: 'platform.budget.raised', payload: { scope, id, capUsd, resumed: [...resumed], running } }];
  },
};
