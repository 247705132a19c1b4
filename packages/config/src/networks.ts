/** Networks, as an operator writes them. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { ConfigError } from './config-error.ts';

/** The form of an address or a network, for a setting's schema. */
export const networkPattern = '^[0-9a-fA-F:.]+(/[0-9]{1,3})?$';

/** Some networks together. */
export interface Networks {
  /** True for an address in one of them; IPv4 that is written as IPv6 (RFC 4291, section 2.5.5.2) counts as IPv4. */
  includes(address: string): boolean;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

const add = (list: BlockList, text: string): void => {
  const [address = '', bits] = text.split('/', 2);
  if (isIP(address) === 0) throw new Error('no address');
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(bits), familyOf(address));
};

/** Reads `192.0.2.7`, `10.0.0.0/8` or `fd00::/8`. Throws `ConfigError`, with a sentence for each that is no network. */
export const parseNetworks = (texts: readonly string[]): Networks => {
  const list = new BlockList();
  const problems: string[] = [];
  for (const text of texts) {
    try {
      add(list, text);
    } catch {
      problems.push(`${text} is no network: an address, or a network as in 10.0.0.0/8, is needed`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    includes: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)),
  };
};

/**
 * The network by which whoever is behind an address is counted, in CIDR form: an IPv4 address alone, but 64 bits of an IPv6
 * address, since who has one of those has 2^64. Null for what is no address.
 */
export const networkOf = (address: string): string | null => {
  const plain = address.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
  if (!isIPv6(mapped)) return isIP(mapped) === 0 ? null : `${mapped}/32`;
  const [head = '', tail] = mapped.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  const filled = [...groups, ...Array<string>(Math.max(0, missing)).fill('0')];
  return `${[...filled, '0', '0', '0', '0'].slice(0, 4).join(':')}::/64`;
};
