/** Hosts with engines in memory behind a beacon, and somebody who owns it and asks for applications on them. */
import { createTestEngine, startTestBeacon, type TestEngine } from '@moorgate/testing';
import type { Client, Lighthouse } from '../use-lighthouse.ts';
import { readingLines } from './read-lines.ts';

/** What the tests of one file share; the functions answer from the first test on. */
export interface Engines {
  /** A client of the owner, which reads what is streamed. */
  owner(): Client;
  ownersName(): string;
  beaconAddress(): string;
  /** The addresses of the hosts, in the order of their engines. */
  hosts(): readonly string[];
  engines(): readonly TestEngine[];
  /** What creates an application on all hosts. */
  creation(Name: string, more?: object): object;
  /** Creates one on all hosts, and answers its name. */
  createOne(query?: string, more?: object): Promise<string>;
}

/** Opens so many before the tests of a file; every test begins with engines that answer as Docker does. */
export const useEngines = ({ addPerson, name }: Lighthouse, count: number): Engines => {
  let engines: readonly TestEngine[];
  let hosts: readonly string[];
  let beaconAddress: string;
  let closeBeacon: () => Promise<void>;
  let owner: Client;
  let ownersName: string;
  beforeAll(async () => {
    engines = Array.from({ length: count }, () => createTestEngine());
    const vms = engines.map((_engine, at) => ({
      ...{ name: `vm${at}`, address: '10.0.0.1', port: String(2_370 + at), version: 'v1.41' },
      canAccessDocker: true,
    }));
    hosts = vms.map(({ address, port, version }) => `${address}:${port}/${version}`);
    const beacon = await startTestBeacon({
      token: 'T',
      vms,
      docker: (asked, response) => engines[hosts.indexOf(asked.instance)]!.answer(asked, response),
    });
    beaconAddress = beacon.address;
    closeBeacon = () => beacon.close();
    ownersName = name();
    owner = readingLines(await addPerson(ownersName, 3));
    const body = { Address: beacon.address, Token: 'T', Alias: name() };
    await owner('POST', '/beacons/create', body).expect(200);
  });
  afterAll(() => closeBeacon());
  afterEach(() => {
    for (const engine of engines) engine.interfere(null);
  });
  const creation = (Name: string, more: object = {}) => ({
    ...{ Name, Command: { Image: 'busybox' }, Instances: hosts },
    ...more,
  });
  return {
    owner: () => owner,
    ownersName: () => ownersName,
    beaconAddress: () => beaconAddress,
    hosts: () => hosts,
    engines: () => engines,
    creation,
    createOne: async (query = '', more = {}) => {
      const Name = name();
      await owner('POST', `/applications/create${query}`, creation(Name, more)).expect(200);
      return Name;
    },
  };
};
