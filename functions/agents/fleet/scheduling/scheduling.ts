/**
 * Books the workshop. Needs what every agent needs, and its own state: the slots of each centre. Which slot is best is decided in
 * domain/fleet/booking.ts; that nobody else has it, in calendar.ts.
 */
import type { Slot } from '../../../../domain/fleet/booking.ts';
import { DEMO_CENTRES } from '../../../../domain/fleet/centres.ts';
import { customerOf } from '../../../../domain/fleet/customers.ts';
import { appointmentNotice, deliveryFor, noSlotNotice, toCustomer } from '../../../../domain/fleet/notices.ts';
import { toDigits } from '../../../../domain/fleet/numbers.ts';
import type { Trouble } from '../../../../domain/fleet/vehicle.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { type Booked, book } from './calendar.ts';

const appointmentOf = ({ centre, bay, startMs, endMs, distanceKm }: Slot) => ({
  centreId: centre.id,
  centre: centre.title,
  bay,
  startsAt: new Date(startMs).toISOString(),
  endsAt: new Date(endMs).toISOString(),
  distanceKm: toDigits(distanceKm, 3),
});

/** What came of it, for the orchestrator and for the customer. */
function outcomeOf({ caseId, vehicle: { id: vehicleId } }: Trouble, booked: Booked) {
  if ('reason' in booked) return { outcome: 'no-slot', caseId, vehicleId, reason: booked.reason } as const;
  return { outcome: 'booked', caseId, vehicleId, appointment: appointmentOf(booked.slot) } as const;
}

export const scheduling: Handlers<typeof fleet, 'scheduling'> = {
  'fleet.scheduling.requested': async ({ payload: trouble }, { state, now }) => {
    const result = outcomeOf(trouble, await book(state, trouble, DEMO_CENTRES, now.getTime()));
    const delivery = deliveryFor(customerOf(trouble.vehicle.customerId), trouble.concern.condition, now);
    const notice =
      result.outcome === 'no-slot'
        ? noSlotNotice(trouble, delivery, result.reason)
        : appointmentNotice(trouble, delivery, result.appointment.centre, result.appointment.startsAt);
    return [
      { type: 'fleet.scheduling.completed', payload: result },
      { type: 'fleet.customer.notified', payload: toCustomer(trouble, notice) },
    ];
  },
};
