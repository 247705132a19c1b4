/** What the bare server is started with. */
import type { ServedReply } from '../lab/served-reply.ts';

/** The environment that the gateway is started with, and the answer that it gives. */
export interface BareServerSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly reply: ServedReply;
  /** A file that it answers one path with. */
  readonly file?: { readonly urlPath: string; readonly path: string };
  /** Processes that serve on one socket. */
  readonly workers: number;
}
