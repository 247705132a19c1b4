/** The certificates of device CAs, for whoever shows them. */
import { X509Certificate } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import { listDeviceCas } from '@moorgate/db';

/** The certificate of a CA. */
export interface DeviceCaCertificate {
  /** With a line feed at its end. */
  readonly pem: string;
  /** The serial number, in decimal digits. */
  readonly serial: string;
  /** No device of it may connect any more. */
  readonly isRetired: boolean;
}

/** The CAs of a factory, retired ones too, oldest first. */
export const listDeviceCaCertificates = async (
  { db }: Pick<Context, 'db'>,
  factory: string,
): Promise<DeviceCaCertificate[]> =>
  (await listDeviceCas(db))
    .filter((row) => row.factory === factory)
    .map((row) => {
      const certificate = new X509Certificate(row.certificate);
      return {
        pem: certificate.toString(),
        serial: BigInt(`0x${certificate.serialNumber}`).toString(),
        isRetired: row.retired_at !== null,
      };
    });
