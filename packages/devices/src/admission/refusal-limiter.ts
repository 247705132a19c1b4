/** How many certificates of one address are judged after they kept failing. */
import { isIPv6 } from 'node:net';

/** Counts failures by address. */
export interface RefusalLimiter {
  /** True while nothing from this address is judged any more. */
  isExceeded(address: string): boolean;
  noteFailure(address: string): void;
}

/** The bounds. */
export interface RefusalLimiterOptions {
  /** Failures that an address may have within a window. */
  readonly failuresMax: number;
  readonly windowMs?: number;
  /** Addresses that are remembered; the ones noted first are forgotten first. */
  readonly addressesMax?: number;
  nowMs(): number;
}

interface Window {
  readonly endsAtMs: number;
  failures: number;
}

/** The four groups of a /64, or null for an address that is not written in eight groups or with `::`. */
const networkOf = (address: string): string => {
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(gap).fill('0'), ...right].slice(0, 4).join(':');
};

/** What addresses are counted by: IPv4 alone (also written as IPv6), IPv6 by its network of 64 bits. */
export const addressKey = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${networkOf(address.toLowerCase())}::/64` : address;
};

/** Makes a limiter with a window for each address that begins with its first failure. */
export const createRefusalLimiter = (options: RefusalLimiterOptions): RefusalLimiter => {
  const { failuresMax, windowMs = 60_000, addressesMax = 10_000, nowMs } = options;
  const windows = new Map<string, Window>();

  const openWindow = (key: string): Window | undefined => {
    const window = windows.get(key);
    if (window === undefined || window.endsAtMs > nowMs()) return window;
    windows.delete(key);
    return undefined;
  };

  return {
    isExceeded: (address) =>
      windows.size > 0 && (openWindow(addressKey(address))?.failures ?? 0) >= failuresMax,
    noteFailure: (address) => {
      const key = addressKey(address);
      const window = openWindow(key);
      if (window !== undefined) {
        window.failures += 1;
        return;
      }
      const [oldest] = windows.keys();
      if (windows.size >= addressesMax && oldest !== undefined) windows.delete(oldest);
      windows.set(key, { endsAtMs: nowMs() + windowMs, failures: 1 });
    },
  };
};
