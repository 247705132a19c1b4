/** The product, driven by the same commands as the model: gateways with real sockets, and the use cases of operators. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import type { Context } from '@moorgate/auth';
import { createConfirmations } from '@moorgate/db';
import {
  changeDeviceCa,
  createRekeyPermit,
  denyDevice,
  purgeDevice,
  reinstateDeviceCa,
  retireDeviceCa,
  undenyDevice,
} from '@moorgate/devices';
import { DomainError } from '@moorgate/errors';
import {
  createKeyPair,
  type KeyPair,
  type TestCertificate,
  type TestLeaf,
} from '@moorgate/testing';
import type { DeviceGateway } from '../../start-gateway.ts';
import { startTestGateway, type TestGateway } from '../start-test-gateway.ts';
import type { KeyId, ModelConnection, Outcome, Presented } from './fleet-model.ts';
import { contextOf, type Link, openLink } from './link.ts';

/** What the records have of a device. */
export interface RecordedDevice {
  readonly standing: 'absent' | 'active' | 'denied';
  readonly live: readonly KeyId[];
  readonly next: readonly KeyId[];
  readonly openPermits: number;
}

/** The devices of one run, on gateways that stay. */
export interface FleetUnderTest {
  /** Opens a connection and asks on it; it stays open when it is served. */
  connect(presented: Presented, gateway: number): Promise<{ outcome: Outcome; link: Link }>;
  /** Announces a key as the next one of the device, on a connection of it. */
  announce(connection: ModelConnection, key: KeyId): Promise<Outcome>;
  deny(device: number): Promise<Outcome>;
  undeny(device: number): Promise<Outcome>;
  purge(device: number): Promise<Outcome>;
  permit(device: number, key: KeyId | null): Promise<Outcome>;
  retireCa(ca: number): Promise<Outcome>;
  reinstateCa(ca: number): Promise<Outcome>;
  changePolicy(ca: number, policy: 'open' | 'registered' | 'approval'): Promise<Outcome>;
  /** Stops a gateway and starts another one in its place. */
  restart(gateway: number): Promise<void>;
  /** Resolves when every gateway has applied what is committed: a device that came back with another key waits for none. */
  untilApplied(): Promise<void>;
  read(device: number): Promise<RecordedDevice>;
  readonly links: Map<ModelConnection, Link>;
}

/** Gateways on a store of their own, for one run after the other. */
export interface Stage {
  /** New devices, with new keys, under CAs that are in use and enrol. */
  prepare(): Promise<FleetUnderTest>;
  close(): Promise<void>;
}

/** How long operators and devices try: longer than usual, since a run may share its processor with many others. */
const deadlineMs = 10_000;

const outcomeOf = async (work: Promise<unknown>): Promise<Outcome> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

/** A gateway that has too little of the processor may say for a while that it cannot decide; devices come again then. */
const untilDecided = async <T extends { readonly outcome: Outcome }>(
  attempt: () => Promise<T>,
): Promise<T> => {
  const startedAtMs = performance.now();
  for (;;) {
    const made = await attempt();
    const isOver = performance.now() - startedAtMs > deadlineMs;
    if (made.outcome !== 'service_unavailable' || isOver) return made;
    await delay(50);
  }
};

const hashOf = (keys: KeyPair): string =>
  createHash('sha256')
    .update(keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

interface Ca {
  readonly certificate: TestCertificate;
  readonly id: string;
}

/** The keys and certificates of one run, made when they are first needed. */
const makeCredentials = (running: TestGateway, cas: readonly Ca[], devices: number) => {
  const uuids = Array.from({ length: devices }, () => randomUUID());
  const keys = new Map<KeyId, KeyPair>();
  const leaves = new Map<string, { readonly leaf: TestLeaf; readonly context: SecureContext }>();
  const keyOf = (id: KeyId): KeyPair => {
    const pair = keys.get(id) ?? createKeyPair();
    keys.set(id, pair);
    return pair;
  };
  return {
    uuids,
    pemOf: (id: KeyId): string =>
      keyOf(id).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    hashOf: (id: KeyId): string => hashOf(keyOf(id)),
    keyIdOf: (hash: string): KeyId =>
      [...keys].find(([, pair]) => hashOf(pair) === hash)?.[0] ?? hash,
    leafOf: ({ device, key, ca }: Presented) => {
      const name = `${device} ${key} ${ca}`;
      const known = leaves.get(name);
      if (known !== undefined) return known;
      const issuer = cas[ca]!.certificate;
      const leaf = running.pki.issueDevice({ uuid: uuids[device]!, keys: keyOf(key), ca: issuer });
      const made = { leaf, context: contextOf(leaf) };
      leaves.set(name, made);
      return made;
    },
  };
};

interface DeviceRow {
  readonly is_denied: boolean;
  readonly live: readonly string[];
  readonly next: readonly string[];
  readonly permits: number;
}

const readDevice = async (running: TestGateway, uuid: string): Promise<DeviceRow | undefined> => {
  const { rows } = await running.pool.query<DeviceRow>(
    `select denied_at is not null as is_denied,
       array(select encode(spki_sha256, 'hex') from device_keys where device_uuid = uuid and state = 'live') as live,
       array(select encode(spki_sha256, 'hex') from device_keys where device_uuid = uuid and state = 'next') as next,
       (select count(*)::int from rekey_permits
        where device_uuid = uuid and used_at is null and revoked_at is null) as permits
     from devices where uuid = $1`,
    [uuid],
  );
  return rows[0];
};

const untilApplied = async ({ db, confirmations }: Context): Promise<void> => {
  const { sequence } = await db
    .selectFrom('change_feed_counter')
    .select('sequence')
    .executeTakeFirstOrThrow();
  if (!(await confirmations.until(sequence))) throw new Error('a gateway does not follow');
};

/** Starts as many gateways on a new store, with as many CAs. */
export const openStage = async (size: {
  readonly devices: number;
  readonly cas: number;
  readonly gateways: number;
}): Promise<Stage> => {
  const running = await startTestGateway({ databaseConnectionsMax: 3, loopDelayMsMax: 60_000 });
  const { pki } = running;
  const ctx = { ...running.ctx, confirmations: createConfirmations(running.db, { deadlineMs }) };
  const gateways: DeviceGateway[] = [running.gateway];
  while (gateways.length < size.gateways) gateways.push(await running.startAnother());
  const cas: Ca[] = [];
  while (cas.length < size.cas) {
    const certificate = pki.createCa({ commonName: `device CA ${cas.length}` });
    cas.push({ certificate, id: await running.trust(certificate) });
  }
  const idOf = (ca: number): string => cas[ca]!.id;
  let links = new Map<ModelConnection, Link>();

  const makeFleet = (): FleetUnderTest => {
    const {
      uuids,
      leafOf,
      pemOf,
      hashOf: hashOfKey,
      keyIdOf,
    } = makeCredentials(running, cas, size.devices);
    const uuidOf = (device: number): string => uuids[device]!;
    return {
      links,
      connect: (presented, gateway) =>
        untilDecided(async () => {
          const { leaf, context } = leafOf(presented);
          const link = await openLink(gateways[gateway]!.port, leaf, context);
          const outcome = await link.ask();
          if (outcome !== 'served') link.close();
          return { outcome, link };
        }),
      announce: (connection, key) => links.get(connection)!.announce(pemOf(key)),
      deny: (device) => outcomeOf(denyDevice(ctx, { uuid: uuidOf(device) })),
      undeny: (device) => outcomeOf(undenyDevice(ctx, uuidOf(device))),
      purge: (device) => outcomeOf(purgeDevice(ctx, uuidOf(device))),
      permit: (device, key) => {
        const isForAnyKey = key === null;
        const spkiSha256 = key === null ? undefined : hashOfKey(key);
        return outcomeOf(createRekeyPermit(ctx, { uuid: uuidOf(device), isForAnyKey, spkiSha256 }));
      },
      retireCa: (ca) => outcomeOf(retireDeviceCa(ctx, idOf(ca))),
      reinstateCa: (ca) => outcomeOf(reinstateDeviceCa(ctx, idOf(ca))),
      changePolicy: (ca, enrolmentPolicy) =>
        outcomeOf(changeDeviceCa(ctx, { id: idOf(ca), enrolmentPolicy })),
      restart: async (gateway) => {
        await gateways[gateway]!.close();
        gateways[gateway] = await running.startAnother();
      },
      untilApplied: () => untilApplied(ctx),
      read: async (device) => {
        const row = await readDevice(running, uuidOf(device));
        if (row === undefined) return { standing: 'absent', live: [], next: [], openPermits: 0 };
        const [live, next] = [row.live.map(keyIdOf), row.next.map(keyIdOf)];
        const standing = row.is_denied ? 'denied' : 'active';
        return { standing, live, next, openPermits: row.permits };
      },
    };
  };

  return {
    prepare: async () => {
      for (const link of links.values()) link.close();
      links = new Map();
      running.lines.length = 0;
      for (const { id } of cas) {
        await reinstateDeviceCa(ctx, id);
        await changeDeviceCa(ctx, { id, enrolmentPolicy: 'open' });
      }
      return makeFleet();
    },
    close: running.close,
  };
};
