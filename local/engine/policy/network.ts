/** Addresses and networks in CIDR form, for the IpAddress operator: IPv4 and IPv6. */
import { BlockList, isIP } from 'node:net';

/** Whether an address lies in a network (`10.0.0.0/8`) or is the address itself. False when either is malformed. */
export function inNetwork(address: string, network: string): boolean {
  const [base = '', prefix] = network.split('/');
  const version = isIP(base);
  if (version === 0 || isIP(address) !== version) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, bits, family);
  return list.check(address, family);
}
