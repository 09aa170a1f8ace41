/** Judges vehicles by their readings, with the trained model that lies beside it. */
import { asLifeModel } from '../../../../domain/fleet/life-model.ts';
import { fleet } from '../../../../systems/fleet.ts';
import { defineAgent } from '../../../kit/define-agent.ts';
import { createAnalyst } from './analyst.ts';
import weights from './model.weights.json' with { type: 'json' };

export const handler = defineAgent(fleet, 'analyst', createAnalyst(asLifeModel(weights)));
