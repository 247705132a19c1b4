/** What the door of the registry stands on. */
import type { TokenChecks, UserPrincipal } from '@moorgate/auth';
import type {
  ClientTokens,
  IsReferenced,
  RegistryAuthenticator,
  RegistryGrantee,
  RegistryServices,
} from '@moorgate/containers';
import type { DialectServices, RequestLimiter } from '@moorgate/http';
import type { Context } from '@moorgate/auth';
import type { OwnOrigin } from '../same-origin.ts';

/** What the application gives the door. */
export interface ContainersDoor {
  /** The registry that has the images. */
  readonly registry: RegistryServices;
  readonly clientTokens: ClientTokens;
  /** Who knows credentials that are no tokens, as those of runs of builds; none unless given. */
  readonly authenticators?: readonly RegistryAuthenticator[];
  /** Whether a manifest must stay; none must unless given. */
  readonly isReferenced?: IsReferenced;
}

/** Every part. */
export interface ContainersParts extends ContainersDoor {
  /** The factory of this installation. */
  readonly factory: string;
  readonly tokenChecks: TokenChecks;
  readonly limiter: RequestLimiter;
  readonly ownOrigin: Pick<OwnOrigin, 'of'>;
}

/** What of the surroundings of requests is needed. */
export type ContainersSurroundings = Pick<
  DialectServices,
  'db' | 'confirmations' | 'clock' | 'log' | 'clientAddress' | 'onAnswer'
>;

/** The surroundings of one request. */
export type RequestContext = Omit<Context, 'principal' | 'requestId'> & {
  readonly requestId: string;
};

/** Somebody who shows a credential. */
export interface Holder {
  readonly grantee: RegistryGrantee;
  readonly secret: string;
}

/** The grantee as a user; null where it is a run. */
export const userOf = ({ principal }: RegistryGrantee): UserPrincipal | null =>
  principal.kind === 'user' ? principal : null;
