/** The trust list of a running gateway: the device CAs of the store, and up to which change they are known. */
import { createHash } from 'node:crypto';
import { buildTrustList, type DeviceCaRecord, type TrustList } from '@moorgate/auth';
import { type Db, listTrustedCas, type TrustedCaRow } from '@moorgate/db';
import type { Logger } from '@moorgate/observability';

/** The list, kept current by whoever follows the feed. */
export interface TrustStore {
  current(): TrustList;
  /** A hash of everything that the store says of the CAs; equal in every process that has read the same. */
  fingerprint(): string;
  /** The last change of the feed that the list is known to contain. */
  knownThrough(): number;
  /** Says that no change of the CAs is left out up to this number. */
  confirm(sequence: number): void;
  /** Reads the CAs unless the list contains change `sequence`. */
  bringTo(sequence: number): Promise<void>;
  /** Reads the CAs from the store, with whatever was committed before this call. */
  reload(): Promise<void>;
  /** Calls the listener with each new list from now on. */
  onChange(listener: (trust: TrustList) => void): void;
}

const toRecord = (row: TrustedCaRow): DeviceCaRecord => ({
  id: row.id,
  certificateDer: row.certificate,
  factory: row.factory,
  enrolmentPolicy: row.enrolmentPolicy,
  retiredAt: row.retiredAt,
});

const contentOf = (cas: readonly TrustedCaRow[]): string =>
  JSON.stringify(
    cas.map((ca) => [
      ca.id,
      ca.certificate.toString('base64'),
      ca.factory,
      ca.enrolmentPolicy,
      ca.retiredAt,
    ]),
  );

/** Where the list comes from. */
export interface TrustStoreOptions {
  readonly db: Db;
  readonly log: Logger;
}

/**
 * Keeps the list, which is empty until it is read for the first time. A reading that finds nothing new leaves it as it is,
 * with its generation.
 */
export const createTrustStore = (options: TrustStoreOptions): TrustStore => {
  const { db, log } = options;
  const listeners: ((trust: TrustList) => void)[] = [];
  let generation = 0;
  let content = '';
  let through = 0;
  let trust: TrustList = buildTrustList([], generation);
  let loading: Promise<void> | null = null;

  const load = async (): Promise<void> => {
    const { sequence, cas } = await listTrustedCas(db);
    through = sequence;
    const found = contentOf(cas);
    if (found === content) return;
    content = found;
    generation += 1;
    trust = buildTrustList(cas.map(toRecord), generation);
    for (const id of trust.unreadable) log.error({ deviceCa: id }, 'a device CA cannot be read');
    for (const listener of listeners) listener(trust);
  };
  const startLoad = (): Promise<void> => {
    loading = load().finally(() => {
      loading = null;
    });
    return loading;
  };
  /** A reading that is under way may have begun too early; one that begins after it has not. */
  const reload = async (): Promise<void> => {
    await loading?.catch(() => undefined);
    await (loading ?? startLoad());
  };

  return {
    current: () => trust,
    fingerprint: () => createHash('sha256').update(content).digest('hex'),
    knownThrough: () => through,
    confirm: (sequence) => {
      through = Math.max(through, sequence);
    },
    bringTo: (sequence) => (through >= sequence ? Promise.resolve() : reload()),
    reload,
    onChange: (listener) => void listeners.push(listener),
  };
};

/** Reads the CAs and keeps the list, as `createTrustStore` does. */
export const openTrustStore = async (options: TrustStoreOptions): Promise<TrustStore> => {
  const store = createTrustStore(options);
  await store.reload();
  return store;
};
