/**
 * How customers want to be told things. A profile is data; whoever has a customer register puts it in place of the demo's.
 * Rule: a customer that nobody knows is still told, by the default profile.
 */
export const NOTICE_CHANNELS = ['push', 'sms', 'email', 'phone'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

export interface Customer {
  readonly id: string;
  /** Those that reach the customer, the most welcome first. At least one. */
  readonly channels: readonly [NoticeChannel, ...NoticeChannel[]];
  /** Whole hours of the customer's day, from and until; they may go over midnight. */
  readonly quietHours?: { readonly from: number; readonly until: number };
  /** Hours that the customer's clock is ahead of UTC. */
  readonly utcOffsetH: number;
}

/** The demo's customers, one of each kind: called at day only, written to only, always reached, hard to reach. */
const DEMO: readonly Customer[] = [
  { id: 'customer-1', channels: ['push', 'sms', 'phone'], quietHours: { from: 22, until: 7 }, utcOffsetH: 1 },
  { id: 'customer-2', channels: ['email'], utcOffsetH: 1 },
  { id: 'customer-3', channels: ['sms', 'email', 'phone'], utcOffsetH: 0 },
  { id: 'customer-4', channels: ['phone', 'email'], quietHours: { from: 20, until: 8 }, utcOffsetH: 2 },
];

const BY_ID = new Map(DEMO.map((customer) => [customer.id, customer]));

export const customerOf = (id: string): Customer =>
  BY_ID.get(id) ?? { id, channels: ['email', 'sms'], quietHours: { from: 21, until: 7 }, utcOffsetH: 0 };
