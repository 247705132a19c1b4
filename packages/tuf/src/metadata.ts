/** The four roles of The Update Framework in the dialect of ota-tuf, which the agents of these devices read. */
import type { JsonObject } from './canonical-json.ts';

export const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type Role = (typeof roles)[number];

/** The roles whose metadata belongs to one update. */
export const updateRoles = ['targets', 'snapshot', 'timestamp'] as const;
export type UpdateRole = (typeof updateRoles)[number];

/** `_type` as this dialect spells it. */
export const typeOfRole = {
  root: 'Root',
  targets: 'Targets',
  snapshot: 'Snapshot',
  timestamp: 'Timestamp',
} as const satisfies Record<Role, string>;

/** The largest version: agents keep it in 32 bits with a sign. */
export const versionMax = 2_147_483_647;

/** A public key: Ed25519 in 64 hexadecimal digits; RSA, in roots of others alone, as PEM of a SubjectPublicKeyInfo. */
export interface KeyObjectBody extends JsonObject {
  readonly keytype: string;
  readonly keyval: { readonly public: string };
}

/** Whose signatures count for a role, and how many of them are needed. */
export interface RoleKeys extends JsonObject {
  readonly keyids: readonly string[];
  readonly threshold: number;
}

/** What all four have. `expires` has exactly 20 characters. */
export interface SignedBody extends JsonObject {
  readonly _type: string;
  readonly expires: string;
  readonly version: number;
}

export interface RootBody extends SignedBody {
  readonly consistent_snapshot: boolean;
  readonly keys: Readonly<Record<string, KeyObjectBody>>;
  readonly roles: Readonly<Record<Role, RoleKeys>>;
}

/** What one file says of the next: hash and length are those of its bytes as they are served. */
export interface FileMeta extends JsonObject {
  readonly hashes: { readonly sha256: string };
  readonly length: number;
  readonly version: number;
}

export interface SnapshotBody extends SignedBody {
  readonly meta: Readonly<Record<string, FileMeta>>;
}

export interface TimestampBody extends SignedBody {
  readonly meta: Readonly<Record<string, FileMeta>>;
}

export interface Target extends JsonObject {
  readonly length: number;
  readonly hashes: { readonly sha256: string };
  readonly custom?: JsonObject;
}

export interface TargetsBody extends SignedBody {
  readonly targets: Readonly<Record<string, Target>>;
}

/** The body that a role signs. */
export interface BodyOfRole {
  root: RootBody;
  targets: TargetsBody;
  snapshot: SnapshotBody;
  timestamp: TimestampBody;
}

export interface Signature extends JsonObject {
  readonly keyid: string;
  readonly method: string;
  readonly sig: string;
}

/** Metadata as it is served. */
export interface Envelope<R extends Role = Role> {
  readonly signatures: readonly Signature[];
  readonly signed: BodyOfRole[R];
}
