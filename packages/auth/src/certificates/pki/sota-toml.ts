/** The configuration that the clients on a device read: `sota.toml`. */

/** Values by section and key. An empty one disables its key; one that begins with a quote is TOML already. */
export type SotaOverrides = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where the device finds the gateway and its own files. */
export interface SotaSettings {
  /** `https://<host>:<port>`, without a slash at the end. */
  readonly gatewayUrl: string;
  /** The folder of root.crt, client.pem and pkey.pem, as the device sees it. */
  readonly directory: string;
  readonly hardwareId: string;
  /** What the device wants otherwise, or beside. */
  readonly overrides?: SotaOverrides;
}

/** The sections and their keys; every value is a string, because one of the clients stops at anything else. */
const sections = ({ gatewayUrl, directory, hardwareId }: SotaSettings) => ({
  tls: {
    server: gatewayUrl,
    ca_source: 'file',
    pkey_source: 'file',
    cert_source: 'file',
  },
  provision: {
    server: gatewayUrl,
    primary_ecu_hardware_id: hardwareId,
  },
  uptane: {
    repo_server: `${gatewayUrl}/repo`,
    key_source: 'file',
  },
  pacman: {
    type: 'ostree',
    ostree_server: `${gatewayUrl}/ostree`,
    packages_file: '/usr/package.manifest',
    compose_apps_proxy: `${gatewayUrl}/app-proxy-url`,
  },
  storage: {
    type: 'sqlite',
    path: directory,
  },
  import: {
    tls_cacert_path: `${directory}/root.crt`,
    tls_pkey_path: `${directory}/pkey.pem`,
    tls_clientcert_path: `${directory}/client.pem`,
  },
});

/** A basic string of TOML 1.0; its escapes are those of JSON, and DEL besides. */
const quote = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007F');

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/** What is overridden stays at its place; keys and sections that are new follow, sorted by name. */
const merge = (base: Readonly<Record<string, object>>, overrides: SotaOverrides): Sections => {
  const merged = new Map(
    Object.entries(base).map(([name, values]) => [
      name,
      new Map<string, string>(Object.entries(values)),
    ]),
  );
  for (const [name, values] of Object.entries(overrides).sort(byName)) {
    const section = merged.get(name) ?? new Map<string, string>();
    for (const [key, value] of Object.entries(values).sort(byName)) section.set(key, value);
    merged.set(name, section);
  }
  return merged;
};

const formatLine = ([key, value]: readonly [string, string]): string => {
  if (value === '') return `# ${key} disabled`;
  return `${key} = ${value.startsWith('"') ? value : quote(value)}`;
};

/**
 * Writes the text of the file, the same for the same settings. What is overridden is not looked at: that names of sections
 * and keys are bare keys of TOML, and values one line each, is for the caller to see to.
 */
export const formatSotaToml = ({ overrides = {}, ...settings }: SotaSettings): string =>
  [...merge(sections(settings), overrides)]
    .map(([name, values]) => [`[${name}]`, ...[...values].map(formatLine), ''].join('\n'))
    .join('\n');
