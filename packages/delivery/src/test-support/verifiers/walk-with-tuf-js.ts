/**
 * Refreshes metadata as a client of tuf-js does: `walk-with-tuf-js.ts <folder> <address>`. The folder holds the trusted root.json, and
 * gets what was accepted. The dialect of the agents spells types, keys and signatures otherwise; they are translated for the
 * reading, and nothing else. What signatures are checked over is the canonical form of what was served, as that library
 * computes it; hashes and lengths are those of the bytes as they came.
 */
import { Metadata } from '@tufjs/models';
import { Updater } from 'tuf-js';

interface Key {
  readonly keytype: string;
  readonly keyval: object;
}

interface Served {
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  readonly signed: { readonly _type: string; readonly keys?: Readonly<Record<string, Key>> };
}

const translateKey = ({ keytype, keyval }: Key): object => {
  const type = keytype.toLowerCase();
  return { keytype: type, scheme: type, keyval };
};

const translateKeys = (keys: Readonly<Record<string, Key>>): object =>
  Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, translateKey(key)]));

const translate = ({ signed, signatures }: Served): object => {
  const { _type: type, keys, ...rest } = signed;
  return {
    signatures: signatures.map(({ keyid, sig }) => ({
      keyid,
      sig: Buffer.from(sig, 'base64').toString('hex'),
    })),
    signed: {
      ...rest,
      _type: type.toLowerCase(),
      spec_version: '1.0.0',
      ...(keys === undefined ? {} : { keys: translateKeys(keys) }),
    },
  };
};

/** What this program needs of what the library read. */
interface Read {
  readonly signed: { toJSON(): unknown };
}

const read = Metadata.fromJSON.bind(Metadata) as unknown as (kind: string, data: object) => Read;

const readTranslated = (kind: string, data: Served): Read => {
  const metadata = read(kind, translate(data));
  metadata.signed.toJSON = () => data.signed;
  return metadata;
};
Object.assign(Metadata, { fromJSON: readTranslated });

const [folder, address] = process.argv.slice(2);
try {
  const config = { fetchRetry: 0 };
  await new Updater({ metadataDir: folder!, metadataBaseUrl: address!, config }).refresh();
} catch (error) {
  process.stdout.write(`${(error as Error).constructor.name}: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
