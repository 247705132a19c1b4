/** The configuration that the clients on a device read: `sota.toml`. */

/** Where the device finds the gateway and its own files. */
export interface SotaSettings {
  /** `https://<host>:<port>`, without a slash at the end. */
  readonly gatewayUrl: string;
  /** The folder of root.crt, client.pem and pkey.pem, as the device sees it. */
  readonly directory: string;
  readonly hardwareId: string;
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

/** Writes the text of the file. */
export const formatSotaToml = (settings: SotaSettings): string =>
  Object.entries(sections(settings))
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${quote(value)}`);
      return [`[${name}]`, ...lines, ''].join('\n');
    })
    .join('\n');
