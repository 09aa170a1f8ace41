/** Fifty-six digits as AWS has them; the later line has the greater one. */
export const eventId = (timestamp: number, id: number): string =>
  `${timestamp}`.padStart(26, '3') + `${id}`.padStart(30, '0');
