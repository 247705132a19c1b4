/** What a device proves itself to the gateway with: files that it has from its registration. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@moorgate/config';

/** Where the files are. */
export interface DeviceFiles {
  /** `https://<host>:<port>`. */
  readonly gatewayUrl: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The CAs that may have issued the certificate of the gateway. */
  readonly caFile: string;
}

/** What is read of them, in PEM. */
export interface DeviceCredentials {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

type Toml = Readonly<Record<string, Readonly<Record<string, string>>>>;

const textOf = (value: string): string | null => {
  if (/^'[^']*'$/.test(value)) return value.slice(1, -1);
  try {
    const read: unknown = JSON.parse(value);
    return typeof read === 'string' ? read : null;
  } catch {
    return null;
  }
};

/** The sections with those of their values that are strings of one line: all that the file of a device has. */
const readToml = (text: string): Toml => {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([A-Za-z0-9_.-]+)\]\s*(?:#.*)?$/.exec(line) ?? [];
    if (name !== undefined) sections[name] = section = sections[name] ?? {};
    const [, key, value = ''] =
      /^\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*(?:#.*)?$/.exec(line) ?? [];
    const read = key === undefined ? null : textOf(value);
    if (key !== undefined && read !== null) section[key] = read;
  }
  return sections;
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${path} cannot be read (${code})`]);
  }
};

/**
 * Finds the files of a registered device by its `sota.toml`. Throws `ConfigError` where that cannot be read, names no gateway, or says
 * that the key is in a token, which a beacon cannot use.
 */
export const findDeviceFiles = (directory: string): DeviceFiles => {
  const path = join(directory, 'sota.toml');
  const { tls = {}, import: files = {} } = readToml(readText(path));
  const { server, pkey_source: keySource = 'file' } = tls;
  if (server === undefined) throw new ConfigError([`${path} names no gateway ([tls] server)`]);
  if (keySource !== 'file')
    throw new ConfigError([`${path} says that the key is in a token; a beacon needs it in a file`]);
  return {
    gatewayUrl: server,
    certificateFile: files['tls_clientcert_path'] ?? join(directory, 'client.pem'),
    keyFile: files['tls_pkey_path'] ?? join(directory, 'pkey.pem'),
    caFile: files['tls_cacert_path'] ?? join(directory, 'root.crt'),
  };
};

/** Reads the files as they are now. Throws as the reading does. */
export const readDeviceCredentials = (files: DeviceFiles): DeviceCredentials => ({
  cert: readFileSync(files.certificateFile),
  key: readFileSync(files.keyFile),
  ca: readFileSync(files.caFile),
});

/** The UUID that the certificate names. Throws `ConfigError` for a file that has none. */
export const readDeviceUuid = ({ certificateFile }: DeviceFiles): string => {
  const text = readText(certificateFile);
  let subject = '';
  try {
    ({ subject } = new X509Certificate(text));
  } catch {
    throw new ConfigError([`${certificateFile} is no certificate`]);
  }
  const [, uuid] = /^CN=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/im.exec(subject) ?? [];
  if (uuid === undefined)
    throw new ConfigError([`the certificate ${certificateFile} is none of a device`]);
  return uuid.toLowerCase();
};
