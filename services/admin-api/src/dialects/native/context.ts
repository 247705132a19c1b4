/** What endpoints about people and their credentials need beside the context of every endpoint. */
import type {
  AuditKeys,
  Context,
  SealingKeys,
  SecondFactorKeys,
  TokenChecks,
  TokenKeys,
  UserPrincipal,
} from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import type { ArchiveLimits } from '@moorgate/delivery';
import type { RegistrationServices } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { UpdateTails } from '@moorgate/reports';
import type { LoginServices } from '../../login/begin-login.ts';
import type { AccountDemands } from '../../accounts.ts';
import type { RolloutWorker } from '../../keep-rollouts.ts';
import type { LeakLimiter } from '../../leak-limiter.ts';
import type { LoginLimiter } from '../../login-limiter.ts';
import type { SessionCookie } from './session-cookie.ts';

export interface NativeServices {
  readonly tokenKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
  readonly auditKeys: AuditKeys;
  /** Of the tokens with which devices register; the gateways have them too. */
  readonly enrolmentKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  readonly loginLimiter: LoginLimiter;
  readonly leakLimiter: LeakLimiter;
  readonly sessionCookie: SessionCookie;
  readonly accounts: AccountDemands;
  /** Logins through providers. */
  readonly login: LoginServices;
  /** The factory of this installation, whose updates and roots the dialect is about. */
  readonly factory: string;
  /** Where content is kept. */
  readonly blobs: BlobStore;
  /** How large an uploaded update may be. */
  readonly archiveLimits: ArchiveLimits;
  /** `host` or `host:port` of the gateway, under which agents name apps. */
  readonly appsHost: string;
  /** What registers devices; null where no certificate can be signed. */
  readonly registration: RegistrationServices | null;
  /** What commits rollouts; told when there may be something to do. */
  readonly rollouts: Pick<RolloutWorker, 'wake'>;
  /** Logs of updates, as many follow them. */
  readonly updateTails: UpdateTails;
  /** Files of certificates whose ends are shown. */
  readonly certificateFiles: readonly string[];
}

export type NativeContext = Context & NativeServices;

/** The user who asks. Throws `credentials_required` for anybody else. */
export const requireUser = ({ principal }: Context): UserPrincipal => {
  if (principal.kind !== 'user') throw fault('credentials_required');
  return principal;
};

/** The keys that second factors stand on. */
export const secondFactorKeysOf = ({
  tokenKeys,
  sealingKeys,
}: NativeServices): SecondFactorKeys => ({ tokenKeys, sealingKeys });
