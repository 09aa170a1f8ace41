/**
 * Judges vehicles by their readings. Needs what every agent needs, and its own state: a baseline for each vehicle.
 * How it judges is in domain/fleet/analyse.ts; how it remembers, in vehicle-memory.ts.
 */
import { PRIORITIES, type Priority } from '../../../../contracts/message.ts';
import type { LifeModel } from '../../../../domain/fleet/life-model.ts';
import { readingsOf } from '../../../../domain/fleet/vehicle.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { createVehicleMemory } from './vehicle-memory.ts';

/** The more urgent of two: a finding raises its message, nothing lowers it. */
const raised = (one: Priority, other: Priority): Priority =>
  PRIORITIES.indexOf(one) < PRIORITIES.indexOf(other) ? one : other;

/** @param model the trained model of remaining life */
export function createAnalyst(model: LifeModel): Handlers<typeof fleet, 'analyst'> {
  const memory = createVehicleMemory(model);
  return {
    'fleet.analysis.requested': async ({ payload, priority }, { state, log }) => {
      const analysis = await memory.analyse(readingsOf(payload), state);
      const { used, refused } = analysis.readings;
      if (refused.length > 0) log.info('Readings were not used.', { used, refused: refused.length });
      return [
        {
          type: 'fleet.analysis.completed',
          payload: { vehicle: payload.vehicle, analysis },
          priority: raised(priority, analysis.priority),
        },
      ];
    },
  };
}
