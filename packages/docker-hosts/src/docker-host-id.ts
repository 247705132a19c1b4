/** The id of a host: which beacon reaches it, and at which address; one segment of a path, and opaque to clients. */

/** What an id stands for. */
export interface DockerHostKey {
  readonly beaconId: string;
  readonly address: string;
}

const uuidBytes = 16;

/** The id of a host. */
export const dockerHostId = ({ beaconId, address }: DockerHostKey): string =>
  Buffer.concat([
    Buffer.from(beaconId.replaceAll('-', ''), 'hex'),
    Buffer.from(address, 'latin1'),
  ]).toString('base64url');

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** What an id stands for; null for a text that is none. */
export const readDockerHostId = (text: string): DockerHostKey | null => {
  if (!/^[A-Za-z0-9_-]{24,1000}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const address = bytes.subarray(uuidBytes).toString('latin1');
  return /^[\x21-\x7e]+:\d*\/[\x21-\x7e]*$/.test(address)
    ? { beaconId: uuidOf(bytes.subarray(0, uuidBytes)), address }
    : null;
};
