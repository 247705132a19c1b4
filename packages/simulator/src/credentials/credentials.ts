/** Who simulated devices are: certificates of the installation's own device CA, and their keys. */

/** A fleet's identities. Several devices may share a key pair; a server can tell them by their certificates alone. */
export interface Credentials {
  /** What the server's certificate is checked with, in PEM. */
  readonly rootCertificate: string;
  /** Private keys in PEM. */
  readonly keys: readonly string[];
  readonly devices: readonly DeviceCredential[];
}

/** One device. */
export interface DeviceCredential {
  readonly uuid: string;
  /** In PEM. */
  readonly certificate: string;
  /** The place of its key in the list. */
  readonly key: number;
}

/** A certificate and its key in PEM, as a TLS client takes them. */
export interface ClientIdentity {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What the device at this place shows at a handshake. Throws when there is none. */
export const identityOf = ({ devices, keys }: Credentials, index: number): ClientIdentity => {
  const device = devices[index];
  const privateKey = keys[device?.key ?? -1];
  if (device === undefined || privateKey === undefined)
    throw new Error(`there is no device ${index}`);
  return { certificate: device.certificate, privateKey };
};
