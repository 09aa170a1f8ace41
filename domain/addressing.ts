/** Whether a message is meant for an agent. Without `to` it is for every subscriber of its channel. */

export interface Addressee {
  /** `fleet.analyst` */
  readonly id: string;
  readonly role: string;
  readonly capabilities: readonly string[];
}

export function isAddressedTo(to: string | undefined, agent: Addressee): boolean {
  if (to === undefined) return true;
  const [kind, name = ''] = to.split(':');
  if (kind === 'agent') return name === agent.id;
  if (kind === 'role') return name === agent.role;
  return agent.capabilities.includes(name);
}
