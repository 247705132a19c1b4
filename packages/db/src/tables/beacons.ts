/** Tables about beacons, and about what people may do with them and with each other. */
import type { Generated } from 'kysely';

export interface BeaconsTable {
  id: string;
  /** `[https://]host[:port][/prefix]`, in its normal form. */
  address: string;
  /** What the beacon asks for, sealed; never shown. */
  sealed_token: Buffer;
  key_version: number;
  created_at: Date;
  created_by: string;
  /** When it last told which instances it has. */
  refreshed_at: Date;
}

/** A host that a beacon reaches. */
export interface BeaconInstancesTable {
  beacon_id: string;
  /** `address:port/version`, as the beacon reported it. */
  address: string;
  name: string;
  can_access_docker: boolean;
  /** Before `refreshed_at` of the beacon: it has vanished since. */
  last_seen_at: Date;
}

/** A name for the address of a beacon or an instance. */
export interface BeaconAliasesTable {
  alias: string;
  address: string;
  /** Null for an address that nobody registered. */
  beacon_id: string | null;
  set_by: string | null;
  updated_at: Date;
  /** Grows with each change: of several names of one address the last is shown. */
  ordinal: Generated<number>;
}

export interface BeaconPermissionsTable {
  beacon_id: string;
  user_id: string;
  /** 0: may use it; 1: may change it; 2: owns it. */
  level: number;
}

/** Where a device is connected that is a beacon too. */
export interface BeaconTunnelsTable {
  device_uuid: string;
  /** Of the connection. */
  id: string;
  /** The worker of a gateway that holds it; good for as long as that has a lease. */
  follower_id: string;
  /** Where the worker takes streams for it from this host: `unix:` and a path. */
  endpoint: string;
  /** Where its gateway takes them from other hosts: an address of https. */
  url: string | null;
  connected_at: Date;
}

/** The level of a user among users, where one was given. */
export interface UserLevelsTable {
  user_id: string;
  level: number;
}
