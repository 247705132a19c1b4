/** What calls Docker engines through their beacons, with bounds of number and silence. */
import type { SealingKeys } from '@moorgate/auth';
import {
  authorityOf,
  type BeaconAddress,
  type ConnectBeacon,
  openBeaconToken,
  requireBeaconAddress,
} from '@moorgate/beacons';
import { type Db, findBeaconTokenById } from '@moorgate/db';
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import { type CallBounds, createCallSlots } from './call-slots.ts';
import type { DockerCall, DockerCaller, DockerUpgrade } from './docker-call.ts';
import { requireDockerTarget } from './docker-target.ts';
import { asCallFault, exchange } from './exchange.ts';
import { createIdleWatch, type IdleWatch } from './idle-watch.ts';

/** What calls stand on. */
export interface DockerCallerOptions {
  readonly db: Db;
  /** Of the tokens that beacons ask for. */
  readonly sealingKeys: SealingKeys;
  readonly connect: ConnectBeacon;
  /** Calls at once; 4,096 of the process and 1,024 to one beacon unless said. */
  readonly bounds?: CallBounds;
  /** How long an engine may take to agree to raw bytes, or to refuse; 30 seconds unless said. */
  readonly upgradeTimeoutMs?: number;
  /** Sees how each call began to be answered, or was not. */
  readonly onBegun?: (begun: BegunCall) => void;
}

/** What became of a call until the head of its answer: `failed` is one of the engine (5xx), `unreachable` is none at all. */
export interface BegunCall {
  readonly outcome: 'answered' | 'failed' | 'unreachable' | 'too_many' | 'ended';
  /** From the call to that. */
  readonly durationMs: number;
}

const defaultBounds: CallBounds = { ofProcess: 4_096, ofBeacon: 1_024 };
const defaultIdleTimeoutMs = 60_000;
/** An engine agrees at once, however long the program then says nothing. */
const upgradeTimeoutMs = 30_000;

/** A beacon as it is called. */
interface CalledBeacon {
  readonly address: BeaconAddress;
  readonly token: string;
}

const findBeacon = async (
  { db, sealingKeys }: DockerCallerOptions,
  beaconId: string,
): Promise<CalledBeacon> => {
  const row = await findBeaconTokenById(db, beaconId);
  if (row === undefined) throw fault('docker_host_not_found');
  return { address: requireBeaconAddress(row.address), token: openBeaconToken(sealingKeys, row) };
};

const outcomeOf = (result: DockerUpgrade): BegunCall['outcome'] => {
  const { status } = result.kind === 'answered' ? result.answer : result.head;
  return status >= 500 ? 'failed' : 'answered';
};

/** Others are of whoever called: a right that was lost, a host that is gone. */
const outcomeOfFault = ({ code }: DomainError): BegunCall['outcome'] => {
  if (code === 'service_unavailable') return 'too_many';
  return code === 'docker_call_failed' || code === 'beacon_not_connected' ? 'unreachable' : 'ended';
};

/** A target that names a version itself asks for that one, and not for the one that the beacon found. */
const hasVersion = (target: string): boolean => /^v\d+(?:\.\d+)*\//.test(target);

/** The path at the beacon; the address of an instance ends with a version, or with the slash before an empty one. */
const pathOf = ({ prefix }: BeaconAddress, { host, target }: DockerCall): string => {
  const base = host.address.replace(hasVersion(target) ? /\/[^/]*$/ : /\/$/, '');
  return `${prefix}/d/${base}/${target}`;
};

/** Makes what calls Docker engines. */
export const createDockerCaller = (options: DockerCallerOptions): DockerCaller => {
  const slots = createCallSlots(options.bounds ?? defaultBounds);

  const send = async (
    call: DockerCall,
    isUpgrade: boolean,
    watched: { readonly watch: IdleWatch; readonly signal: AbortSignal; over(): void },
  ): Promise<DockerUpgrade> => {
    const { address, token } = await findBeacon(options, call.host.beaconId);
    const connection = await options.connect(address, watched.signal);
    const headers = { Host: authorityOf(address), Token: token, 'User-Agent': 'moorgate' };
    return exchange(
      { call, path: pathOf(address, call), headers, connection, ...watched },
      isUpgrade,
    );
  };

  const start = async (call: DockerCall, isUpgrade: boolean): Promise<DockerUpgrade> => {
    requireDockerTarget(call.target);
    const over = slots.take(call.host.beaconId);
    const { idleTimeoutMs = defaultIdleTimeoutMs } = call;
    const headMs = Math.min(idleTimeoutMs, options.upgradeTimeoutMs ?? upgradeTimeoutMs);
    const watch = createIdleWatch(isUpgrade ? headMs : idleTimeoutMs);
    const signal =
      call.signal === undefined ? watch.signal : AbortSignal.any([call.signal, watch.signal]);
    try {
      const outcome = await send(call, isUpgrade, { watch, signal, over });
      if (isUpgrade && outcome.kind === 'answered') watch.allow(idleTimeoutMs);
      return outcome;
    } catch (error) {
      watch.stop();
      over();
      throw asCallFault(error, signal);
    }
  };

  const begin = async (call: DockerCall, isUpgrade: boolean): Promise<DockerUpgrade> => {
    const startedMs = performance.now();
    const tell = (outcome: BegunCall['outcome']): void =>
      options.onBegun?.({ outcome, durationMs: performance.now() - startedMs });
    try {
      const result = await start(call, isUpgrade);
      tell(outcomeOf(result));
      return result;
    } catch (error) {
      tell(outcomeOfFault(toDomainError(error)));
      throw error;
    }
  };

  return {
    count: slots.count,
    call: async (call) => {
      const outcome = await begin(call, false);
      if (outcome.kind === 'answered') return outcome.answer;
      outcome.socket.destroy();
      throw fault('docker_call_failed', { detail: 'the answer is no HTTP' });
    },
    upgrade: (call) => begin(call, true),
  };
};
