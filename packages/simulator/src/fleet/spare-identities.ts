/** Identities that a gateway has to refuse, issued when somebody needs one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initPki } from '@moorgate/auth';
import type { ClientIdentity } from '../credentials/credentials.ts';
import {
  type DeviceIssuer,
  issueAnotherKey,
  readDeviceIssuer,
} from '../credentials/issue-credentials.ts';

/** Each device gets the same ones whenever it asks. */
export interface SpareIdentities {
  /** Under the device CA of the installation, for the same UUID, with another key. */
  anotherKey(uuid: string): Promise<ClientIdentity>;
  /** For the same UUID and factory, under a device CA that no installation trusts. */
  foreign(uuid: string): Promise<ClientIdentity>;
}

const makeForeignIssuer = async (factory: string): Promise<DeviceIssuer> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-foreign-'));
  try {
    await initPki({ certsDirectory: folder, factory, dnsNames: ['localhost'] });
    return await readDeviceIssuer(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Without an issuer nothing can be issued, and asking for it throws. */
export const createSpareIdentities = (issuer: DeviceIssuer | undefined): SpareIdentities => {
  const others = new Map<string, Promise<ClientIdentity>>();
  const foreigners = new Map<string, Promise<ClientIdentity>>();
  let foreignIssuer: Promise<DeviceIssuer> | undefined;

  const needIssuer = (): DeviceIssuer => {
    if (issuer === undefined) throw new Error('this needs the issuer of the fleet');
    return issuer;
  };
  const issueForeign = async (uuid: string): Promise<ClientIdentity> => {
    foreignIssuer ??= makeForeignIssuer(needIssuer().factory);
    return issueAnotherKey(await foreignIssuer, uuid);
  };
  const kept = (
    made: Map<string, Promise<ClientIdentity>>,
    make: (uuid: string) => Promise<ClientIdentity>,
  ) => {
    return (uuid: string): Promise<ClientIdentity> => {
      const identity = made.get(uuid) ?? make(uuid);
      made.set(uuid, identity);
      return identity;
    };
  };
  return {
    anotherKey: kept(others, async (uuid) => issueAnotherKey(needIssuer(), uuid)),
    foreign: kept(foreigners, issueForeign),
  };
};
