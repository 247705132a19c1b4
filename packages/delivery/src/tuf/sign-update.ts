/** Metadata for an update that came without any. */
import { createHash } from 'node:crypto';
import {
  findUpdateSigningById,
  listUpdateMetadata,
  lockTufVersionByFactory,
  type Trx,
  upsertUpdateMetadata,
} from '@moorgate/db';
import { formatInstant, type JsonObject, type Target } from '@moorgate/tuf';
import { requireUpdateKeys, type TufServices } from './keys/keyring.ts';
import { drawVersion, signAgain, signAll } from './sign-again.ts';

/** What a target is, as agents are to be told. */
export interface TargetToSign {
  /** What the name of the target begins with; its version follows behind a hyphen. */
  readonly name: string;
  /** Of the target: agents choose the highest. */
  readonly version: number;
  readonly hardwareIds: readonly string[];
  /** The commit, a SHA-256 in hexadecimal digits; null for an update of apps alone. */
  readonly ostreeHash: string | null;
  /** The SHA-256 of the manifest of each app by its name. */
  readonly apps: Readonly<Record<string, string>>;
  /** Other fields that agents find with the target; none unless given. What is said above counts more. */
  readonly custom?: JsonObject;
}

/** Where a target belongs. */
interface TargetPlace {
  readonly tag: string;
  /**
   * `host` or `host:port`, under which agents name the apps. From the configuration: what a request says of its host would be
   * signed for every device.
   */
  readonly appsHost: string;
}

/** What an update is, as agents are to be told. */
export interface UpdateToSign extends TargetToSign, TargetPlace {
  readonly updateId: string;
  readonly factory: string;
  /** Targets for other hardware; none unless given. */
  readonly others?: readonly TargetToSign[];
}

const sha256OfNothing = createHash('sha256').digest('hex');

/** One path segment stands before the app: agents drop a target whose app is not the one that the rest of its path names. */
const appUris = (apps: TargetToSign['apps'], appsHost: string): JsonObject =>
  Object.fromEntries(
    Object.entries(apps).map(([app, sha256]) => [
      app,
      { uri: `${appsHost}/apps/${app}@sha256:${sha256}` },
    ]),
  );

const targetOf = (update: TargetToSign, { tag, appsHost }: TargetPlace, at: Date): Target => ({
  length: 0,
  hashes: { sha256: update.ostreeHash ?? sha256OfNothing },
  custom: {
    createdAt: formatInstant(at),
    ...update.custom,
    name: update.name,
    version: String(update.version),
    hardwareIds: update.hardwareIds,
    tags: [tag],
    targetFormat: 'OSTREE',
    docker_compose_apps:
      Object.keys(update.apps).length === 0 ? undefined : appUris(update.apps, appsHost),
  },
});

/**
 * Makes and signs the metadata of an update, in the transaction that its row appears with, before anything that others wait for is
 * locked: whoever signs for the same factory waits until the commit.
 * Faults: signing_keys_missing; metadata_unsignable, for names that agents would sign in different ways.
 */
export const signUpdate = async (
  trx: Trx,
  services: TufServices,
  update: UpdateToSign,
): Promise<void> => {
  const { updateId, factory, others = [] } = update;
  const at = services.clock.now();
  const version = await drawVersion(trx, factory);
  const keyring = await requireUpdateKeys(trx, services, factory);
  const targets = Object.fromEntries(
    [update, ...others].map((one) => [`${one.name}-${one.version}`, targetOf(one, update, at)]),
  );
  await upsertUpdateMetadata(trx, {
    updateId,
    origin: 'signed',
    signedAt: at,
    files: signAll(keyring, targets, { version, at }),
  });
};

/**
 * Sees to it that no device refuses the update as older than what it has, whichever update of the factory that is from: signs its
 * metadata again with a version above all others, unless it has that already. To be called in the transaction that assigns
 * devices, before their rows are locked. Metadata that was uploaded is left as it is, and so is an update without any.
 * Faults: signing_keys_missing.
 */
export const resignUpdate = async (
  trx: Trx,
  services: TufServices,
  updateId: string,
): Promise<void> => {
  const signing = await findUpdateSigningById(trx, updateId);
  if (signing?.origin !== 'signed') return;
  const { factory } = signing;
  const highest = await lockTufVersionByFactory(trx, factory);
  const files = await listUpdateMetadata(trx, updateId);
  if (files.every((file) => file.version === highest)) return;
  await signAgain(trx, services, { updateId, factory });
};
