/** Tokens that clients get at the token realm and show at `/v2/`. */
import { randomUUID } from 'node:crypto';
import { openSecretIfPossible, type SealingKeys, sealSecret } from '@moorgate/auth';
import { claimAllows, type RepositoryAccess, toAccessClaim } from './access-list.ts';
import type { RegistryAction } from '../grantee.ts';
import type { TokenSigner } from './token-signer.ts';

/** What clients are told that they ask for (`service`); the audience of their tokens. */
export const registryService = 'registry';

/** Issues and reads them. */
export interface ClientTokens {
  /** A token for whoever showed this secret. */
  issue(holder: TokenHolder): Promise<ClientToken>;
  /** Reads one; null unless it was issued here and has not ended. */
  read(text: string): Promise<ShownToken | null>;
}

/** For whom a token is, and for what. */
export interface TokenHolder {
  readonly subject: string;
  /** The credential that was shown. */
  readonly secret: string;
  readonly access: readonly RepositoryAccess[];
}

/** An issued token. */
export interface ClientToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly issuedAt: Date;
}

/** A token that was shown: what it allows, and the credential that it came from, which decides whether that still holds. */
export interface ShownToken {
  readonly subject: string;
  readonly secret: string;
  allows(name: string, action: RegistryAction): boolean;
}

/** What they are made with. */
export interface ClientTokenOptions {
  readonly signer: TokenSigner;
  readonly sealingKeys: SealingKeys;
  /** How long each is good. */
  readonly seconds: number;
}

const claimName = 'moorgate_credential';
/** A sealed secret opens for the token that it was sealed for alone. */
const placeOf = (tokenId: string) => ({ table: 'registry tokens', row: tokenId });

/**
 * A token holds the credential that it came from, sealed with keys that never leave this installation. So any process finds
 * out at each request whether the credential still lives and what it may do, in the way in which credentials are looked at
 * everywhere; the token by itself proves nothing but what was asked for.
 */
export const createClientTokens = (options: ClientTokenOptions): ClientTokens => {
  const { signer, sealingKeys, seconds } = options;
  return {
    issue: async ({ subject, secret, access }) => {
      const id = randomUUID();
      const { sealed, keyVersion } = sealSecret(sealingKeys, placeOf(id), Buffer.from(secret));
      const claims = {
        aud: registryService,
        sub: subject,
        jti: id,
        access: toAccessClaim(access),
        [claimName]: `${String(keyVersion)}.${sealed.toString('base64url')}`,
      };
      const { token, issuedAt } = await signer.sign(claims, seconds);
      return { token, expiresInSeconds: seconds, issuedAt };
    },
    read: async (text) => {
      const claims = await signer.verify(text, registryService);
      const { sub: subject, jti: id, access, [claimName]: credential } = claims ?? {};
      const parts = /^(\d{1,9})\.([A-Za-z0-9_-]+)$/.exec(String(credential));
      if (parts === null || subject === undefined || id === undefined) return null;
      const sealed = Buffer.from(parts[2]!, 'base64url');
      const stored = { sealed, keyVersion: Number(parts[1]) };
      // Null also for what was sealed with keys that are gone.
      const secret = openSecretIfPossible(sealingKeys, placeOf(id), stored)?.toString() ?? null;
      if (secret === null) return null;
      return { subject, secret, allows: (name, action) => claimAllows(access, name, action) };
    },
  };
};
