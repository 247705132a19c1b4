/** Updates whose upload and deletion are kept in mind, to be read back after whatever happened. */
import { randomUUID } from 'node:crypto';
import { tarArchive } from '@moorgate/testing';
import type { AdminClient } from './admin.ts';
import { change, type Outcome, read } from './exchange.ts';
import { targetQuery, upload } from './update-client.ts';

/** An update whose upload was acknowledged. */
export interface DurableUpdate {
  readonly name: string;
  readonly path: string;
  /** `doubtful` after a deletion that was not acknowledged. */
  state: 'there' | 'deleted' | 'doubtful';
  /** Whether it was ever rolled out; such a one is not deleted. */
  isUsed: boolean;
}

/** Who uploads, and where. */
export interface Uploader {
  readonly adminUrl: string;
  readonly token: string;
}

/** The file of it that a device downloads to tell it from others is its name. */
const archiveOf = (name: string): Buffer =>
  tarArchive([
    { name: 'ostree_repo/config', content: name },
    { name: `ostree_repo/objects/aa/${name}.filez`, content: name.repeat(2_000) },
  ]);

/** Uploads one; null where that was not acknowledged. Throws for any full answer but success and 503. */
export const uploadOne = async ({ adminUrl, token }: Uploader): Promise<DurableUpdate | null> => {
  const name = randomUUID();
  const path = `/v1/updates/main/${name}`;
  const pieces = [archiveOf(name)];
  const { outcome } = await change(async () => {
    const { status, code } = await upload(adminUrl, {
      path: `${path}?${targetQuery}`,
      token,
      pieces,
    });
    if (status === null) throw new Error('no answer came');
    return { status, body: code };
  }, 201);
  return outcome === 'unknown' ? null : { name, path, state: 'there', isUsed: false };
};

/** Asks for the deletion of one that was never rolled out, and takes note of what became of it. */
export const deleteOne = async (admin: AdminClient, update: DurableUpdate): Promise<Outcome> => {
  const { outcome } = await change(() => admin.call('DELETE', update.path), 204);
  update.state = outcome === 'acknowledged' ? 'deleted' : 'doubtful';
  return outcome;
};

/** Reads it, and its metadata. Throws when it is not what was acknowledged. */
export const readUpdateBack = async (admin: AdminClient, update: DurableUpdate): Promise<void> => {
  const { status } = await read(() => admin.call('GET', update.path));
  if (update.state === 'doubtful') update.state = status === 200 ? 'there' : 'deleted';
  const expected = update.state === 'there' ? 200 : 404;
  const metadata = await read(() => admin.call('GET', `${update.path}/tuf`));
  if (status !== expected || metadata.status !== expected)
    throw new Error(
      `the update ${update.name} is answered ${status}, its metadata ${metadata.status}, instead of ${expected}`,
    );
};
