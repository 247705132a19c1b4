/** Opens the signer of a configuration: the device CA, and the channel on which gateways reach it. */
import type { Context, TokenKeys } from '@moorgate/auth';
import { parseListenAddress } from '@moorgate/config';
import type { SigningServices } from '@moorgate/devices';
import type { KeyPairFiles } from '@moorgate/http';
import { factoryOf } from '../app-services.ts';
import type { AdminApiConfig } from '../config.ts';
import type { Store } from '../open-store.ts';
import { openSigning } from './open-signing.ts';
import { openSignerChannel, type SignerChannelOptions } from './signer-channel.ts';

/** An open signer. */
export interface OpenSigner {
  /** Null where no device CA is configured. */
  readonly signing: SigningServices | null;
  /** Where gateways on other hosts ask; null where nowhere. */
  readonly url: string | null;
  close(): Promise<void>;
}

/** What it stands on. */
export interface SignerSurroundings {
  readonly store: Store;
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  /** The certificate of the server; null where it serves in clear. */
  readonly tls: KeyPairFiles | null;
  /** Those of enrolment tokens. */
  readonly enrolmentKeys: TokenKeys;
}

const tlsOf = (
  { signerAddress, signerGatewayCasFile }: AdminApiConfig,
  files: KeyPairFiles | null,
): NonNullable<SignerChannelOptions['tls']> | null => {
  if (signerAddress === undefined) return null;
  if (signerGatewayCasFile === undefined || files === null)
    throw new Error(
      'MOORGATE_SIGNER_ADDR needs MOORGATE_SIGNER_GATEWAY_CAS, MOORGATE_TLS_KEY and MOORGATE_TLS_CERT',
    );
  const address = parseListenAddress(signerAddress);
  return { address, files, gatewayCasFile: signerGatewayCasFile };
};

/**
 * Opens it. A configuration without a device CA has neither. Rejects with one sentence for a person when a key, a
 * certificate, the socket or the address cannot be used.
 */
export const openSigner = async (
  config: AdminApiConfig,
  { store, services, tls, enrolmentKeys }: SignerSurroundings,
): Promise<OpenSigner> => {
  const signing = await openSigning(config, store, services.log);
  if (signing === null) return { signing, url: null, close: () => Promise.resolve() };
  const overTls = tlsOf(config, tls);
  const options = {
    socketPath: config.signerSocket,
    ...(overTls === null ? {} : { tls: overTls }),
  };
  try {
    const factory = factoryOf(config);
    const parts = { ...services, signing, enrolmentKeys, factory };
    const channel = await openSignerChannel(options, parts);
    return {
      signing,
      url: channel.url,
      close: async () => {
        await channel.close();
        await signing.ca.close();
      },
    };
  } catch (error) {
    await signing.ca.close();
    throw error;
  }
};
