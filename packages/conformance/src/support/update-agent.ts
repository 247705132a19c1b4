/** A device's trust in metadata: what it does with what a gateway serves it, as The Update Framework demands. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { askGateway, type DeviceFiles } from './device.ts';

interface Signed {
  readonly _type: string;
  readonly expires: string;
  readonly version: number;
  readonly keys: Readonly<Record<string, { readonly keyval: { readonly public: string } }>>;
  readonly roles: Readonly<Record<string, { readonly keyids: readonly string[] }>>;
  readonly meta: Readonly<
    Record<string, { hashes: { sha256: string }; length: number; version: number }>
  >;
  readonly targets: Readonly<Record<string, object>>;
}

interface Envelope {
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  readonly signed: Signed;
}

/** What a refresh found. */
export interface Refreshed {
  readonly root: number;
  readonly version: number;
  readonly targets: readonly string[];
}

/** An agent that remembers what it has accepted. */
export interface UpdateAgent {
  /** Walks the roots and reads the rest. Throws, with what it was, at anything that a device refuses. */
  refresh(): Promise<Refreshed>;
}

/** Members by name, no spaces: both forms that agents compute, for text of printable ASCII. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
};

const prefix = Buffer.from('302a300506032b6570032100', 'hex');

const isSignedUnder = ({ signatures, signed }: Envelope, role: string, root: Signed): boolean =>
  signatures.some(({ keyid, sig }) => {
    if (!root.roles[role]!.keyids.includes(keyid)) return false;
    const raw = Buffer.from(root.keys[keyid]!.keyval.public, 'hex');
    const key = createPublicKey({
      key: Buffer.concat([prefix, raw]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, Buffer.from(canonical(signed)), key, Buffer.from(sig, 'base64'));
  });

/** Makes one that trusts the first root it gets, and asks with this tag. */
export const createUpdateAgent = (
  gatewayUrl: string,
  device: DeviceFiles,
  tag: string,
): UpdateAgent => {
  let root: Signed | null = null;
  const seen: Record<string, number> = {};

  const fetchFile = async (name: string): Promise<string | null> => {
    const { status, body } = await askGateway(gatewayUrl, device, `/repo/${name}`, {
      'x-ats-tags': tag,
    });
    if (status === 404) return null;
    if (status !== 200) throw new Error(`${name} was answered ${status}`);
    return body;
  };
  const fetchSigned = async (role: string, by?: Signed['meta'][string]): Promise<Signed> => {
    const text = await fetchFile(`${role}.json`);
    if (text === null) throw new Error(`there is no ${role}`);
    const envelope = JSON.parse(text) as Envelope;
    if (!isSignedUnder(envelope, role, root!)) throw new Error(`${role} is not signed`);
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (by !== undefined && (by.hashes.sha256 !== sha256 || by.length !== text.length))
      throw new Error(`${role} is another file`);
    const { signed } = envelope;
    if (Date.parse(signed.expires) < Date.now()) throw new Error(`${role} has expired`);
    if (signed.version < (seen[role] ?? 0)) throw new Error(`${role} was rolled back`);
    seen[role] = signed.version;
    return signed;
  };
  const walk = async (): Promise<Signed> => {
    for (;;) {
      const text = await fetchFile(`${(root?.version ?? 0) + 1}.root.json`);
      if (text === null && root === null) throw new Error('there is no root');
      if (text === null) return root!;
      const next = JSON.parse(text) as Envelope;
      for (const by of [root ?? next.signed, next.signed])
        if (!isSignedUnder(next, 'root', by)) throw new Error('a root is not signed');
      root = next.signed;
    }
  };
  return {
    refresh: async () => {
      const { version } = await walk();
      const timestamp = await fetchSigned('timestamp');
      const snapshot = await fetchSigned('snapshot', timestamp.meta['snapshot.json']);
      const targets = await fetchSigned('targets', snapshot.meta['targets.json']);
      return { root: version, version: targets.version, targets: Object.keys(targets.targets) };
    },
  };
};
