/** Networks that a token may be used from: their form, and what of one list lies within another. */
import { BlockList, isIP } from 'node:net';
import { parseNetworks } from '@moorgate/config';
import type { Issue } from '@moorgate/errors';

interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly bits: number;
}

const parseNetwork = (text: string): Network | null => {
  const match = /^([0-9a-fA-F:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text);
  const address = match?.[1] ?? '';
  const version = isIP(address);
  if (version === 0 || /^::ffff:/i.test(address)) return null;
  const bitsMax = version === 4 ? 32 : 128;
  const bits = Number(match?.[2] ?? bitsMax);
  return bits > bitsMax ? null : { address, family: version === 4 ? 'ipv4' : 'ipv6', bits };
};

/** What is wrong with a list of networks, each as `10.0.0.0/8`, `fd00::/8` or one address; IPv4 not written as IPv6. */
export const listNetworkIssues = (texts: readonly string[]): Issue[] =>
  texts.flatMap((text, index) =>
    parseNetwork(text) === null
      ? [
          {
            pointer: `/cidrs/${index}`,
            message: 'must be an address, or a network as in 10.0.0.0/8',
          },
        ]
      : [],
  );

const isWithin = (inner: Network, outer: Network): boolean => {
  if (inner.family !== outer.family || inner.bits < outer.bits) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.bits, outer.family);
  return list.check(inner.address, inner.family);
};

const isWithinAny = (inner: string, outer: readonly string[]): boolean => {
  const network = parseNetwork(inner);
  return (
    network !== null &&
    outer.some((text) => {
      const other = parseNetwork(text);
      return other !== null && isWithin(network, other);
    })
  );
};

/** What both lists include; null stands for every address. */
export const intersectNetworks = (
  some: readonly string[] | null,
  others: readonly string[] | null,
): readonly string[] | null => {
  if (some === null || others === null) return some ?? others;
  const common = [
    ...some.filter((text) => isWithinAny(text, others)),
    ...others.filter((text) => isWithinAny(text, some)),
  ];
  return [...new Set(common)];
};

/** Whether every network of the one list lies within one of the other; null stands for every address. */
export const areNetworksWithin = (
  inner: readonly string[] | null,
  outer: readonly string[] | null,
): boolean => {
  if (outer === null) return true;
  return inner?.every((text) => isWithinAny(text, outer)) ?? false;
};

/** Whether an address, perhaps an unknown one, lies within one of the networks; null stands for every address. */
export const isAddressWithin = (
  address: string | null,
  networks: readonly string[] | null,
): boolean => networks === null || parseNetworks(networks).includes(address ?? '');
