/** What a beacon says of the hosts that it reaches. */
import type { BeaconInstanceInsert } from '@moorgate/db';

/** More hosts than this in one answer are not believed. */
export const vmsMax = 1_000;

const namePattern = /^[^\p{C}]{0,255}$/u;
const hostPattern = /^[A-Za-z0-9._:[\]-]{1,255}$/;
const portPattern = /^\d{0,5}$/;
const versionPattern = /^[A-Za-z0-9._-]{0,64}$/;

/** A member that is left out where it is empty; null for one that is no text, or another one than such members are. */
const readText = (value: unknown, pattern: RegExp): string | null => {
  if (value === undefined || value === '') return '';
  return typeof value === 'string' && pattern.test(value) ? value : null;
};

/** The part of an instance’s address behind the host; null where one of its members is none. */
const readTail = (vm: Readonly<Record<string, unknown>>): string | null => {
  const port = readText(vm['port'], portPattern);
  const version = readText(vm['version'], versionPattern);
  return port === null || version === null ? null : `:${port}/${version}`;
};

/** A host; `none` for one without an address, null for what is no host. */
const readVm = (value: unknown): BeaconInstanceInsert | 'none' | null => {
  if (typeof value !== 'object' || value === null) return null;
  const vm = value as Readonly<Record<string, unknown>>;
  const name = readText(vm['name'], namePattern);
  const tail = readTail(vm);
  const { canAccessDocker = false } = vm;
  if (name === null || tail === null || typeof canAccessDocker !== 'boolean') return null;
  const host = readText(vm['address'], hostPattern);
  if (host === '') return 'none';
  return host === null ? null : { address: `${host}${tail}`, name, canAccessDocker };
};

/**
 * The hosts of an answer to `GET /vms`, each address once and those without one left out; null for an answer that is no such
 * list. Programs in Go write an empty list as `null`.
 */
export const readVms = (answer: unknown): readonly BeaconInstanceInsert[] | null => {
  if (answer === null) return [];
  if (!Array.isArray(answer) || answer.length > vmsMax) return null;
  const byAddress = new Map<string, BeaconInstanceInsert>();
  for (const value of answer) {
    const vm = readVm(value);
    if (vm === null) return null;
    if (vm !== 'none' && !byAddress.has(vm.address)) byAddress.set(vm.address, vm);
  }
  return [...byAddress.values()];
};
