/** What endpoints about people and their credentials need beside the context of every endpoint. */
import type { Context, TokenChecks, TokenKeys } from '@moorgate/auth';
import type { LoginLimiter } from '../../login-limiter.ts';
import type { SessionCookie } from './session-cookie.ts';

export interface NativeServices {
  readonly tokenKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  readonly loginLimiter: LoginLimiter;
  readonly sessionCookie: SessionCookie;
}

export type NativeContext = Context & NativeServices;
