/** Which networks beacons may be in. */
import { parseNetworks } from '@moorgate/config';

/** What an operator decides; networks in CIDR form. */
export interface NetworkRules {
  readonly allowed: readonly string[];
  /** They count before the others. */
  readonly refused: readonly string[];
}

/** Says whether a beacon may be called at an address of IPv4 or IPv6. */
export interface NetworkPolicy {
  permits(address: string): boolean;
}

/**
 * What no beacon has for an address, or what must not be mistaken for one: this host as a network, link-local addresses with
 * the metadata services of clouds, those of clouds that are elsewhere, multicast and what is reserved, and IPv6 that carries
 * any of them in translation (RFC 6052, 8215, 3056, 4380). Beacons stand in private networks of plants and labs, or on this
 * host, so those are not among them.
 */
export const defaultRefusedNetworks: readonly string[] = [
  '0.0.0.0/8',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '192.0.0.192/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** Every address, but for those that are refused. */
export const defaultAllowedNetworks: readonly string[] = ['0.0.0.0/0', '::/0'];

/** The policy of these rules. Throws `ConfigError` for what is no network. */
export const createNetworkPolicy = ({ allowed, refused }: NetworkRules): NetworkPolicy => {
  const inside = parseNetworks(allowed);
  const outside = parseNetworks(refused);
  return {
    permits: (address) => {
      const [plain = ''] = address.split('%', 1);
      return inside.includes(plain) && !outside.includes(plain);
    },
  };
};
