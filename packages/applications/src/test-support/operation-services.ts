/** What works on operations over a store that is there: for tests, and for the processes that they kill. */
import type { Context, SealingKeys } from '@moorgate/auth';
import {
  type ConnectBeacon,
  createBeaconConnector,
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { createDockerCaller } from '@moorgate/docker-hosts';
import { createLogger } from '@moorgate/observability';
import { frozenClock, type FrozenClock } from '@moorgate/testing';
import type { OperationServices, OperationTimes } from '../drive/services.ts';

/** Over what. */
export interface OperationStore {
  readonly databaseUrl: string;
  readonly sealingKeys: SealingKeys;
  readonly times: OperationTimes;
}

/** What was opened. */
export interface OpenedServices {
  readonly db: Db;
  readonly clock: FrozenClock;
  readonly connect: ConnectBeacon;
  /** The context of the operator on the host. */
  readonly operator: Context;
  readonly services: OperationServices;
}

/** Opens it, with a clock that stands still. */
export const openOperationServices = ({
  databaseUrl,
  sealingKeys,
  times,
}: OperationStore): OpenedServices => {
  const db = openDatabase({ url: databaseUrl, applicationName: 'test' });
  const policy = createNetworkPolicy({
    allowed: defaultAllowedNetworks,
    refused: defaultRefusedNetworks,
  });
  const connect = createBeaconConnector({ policy });
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const operator: Context = {
    db,
    clock,
    confirmations: createConfirmations(db),
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'tester' },
    requestId: 'request',
    address: null,
  };
  const { call } = createDockerCaller({ db, sealingKeys, connect });
  return { db, clock, connect, operator, services: { ...operator, call, times } };
};
