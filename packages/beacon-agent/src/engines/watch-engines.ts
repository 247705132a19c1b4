/** What is known of the engines: asked for when somebody wants it, remembered for a moment. */
import { setTimeout as after } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { type EngineState, probeEngine, unknownState } from './probe-engine.ts';
import type { EngineReach } from './reach-engine.ts';

/** An engine as `GET /vms` reports it; all but the last are texts, and those that are empty are left out. */
export interface ReportedEngine extends EngineState {
  readonly name: string;
  readonly address: string;
  readonly port: string;
}

/** The engines of a beacon. */
export interface WatchedEngines {
  /** Every engine, in the order of the list. An engine that takes longer than a second is reported as it was last known. */
  report(): Promise<readonly ReportedEngine[]>;
}

const freshMs = 1_000;
const waitMs = 1_000;

interface Watched {
  readonly engine: Engine;
  state: EngineState;
  probedAtMs: number;
  probing: Promise<void> | null;
}

/** Begins to watch. No engine is asked more than once at a time, or again within a second. */
export const watchEngines = (reach: EngineReach, engines: readonly Engine[]): WatchedEngines => {
  const all: Watched[] = engines.map((engine) => ({
    engine,
    state: unknownState,
    probedAtMs: -Infinity,
    probing: null,
  }));

  const probe = async (watched: Watched): Promise<void> => {
    watched.state = await probeEngine(reach, watched.engine, watched.state);
    watched.probedAtMs = performance.now();
    watched.probing = null;
  };
  const refresh = (watched: Watched): Promise<void> => {
    if (performance.now() - watched.probedAtMs < freshMs) return Promise.resolve();
    return (watched.probing ??= probe(watched));
  };

  return {
    report: async () => {
      const enough = new AbortController();
      const waited = after(waitMs, undefined, { signal: enough.signal }).catch(() => undefined);
      await Promise.race([Promise.all(all.map(refresh)), waited]);
      enough.abort();
      return all.map(({ engine: { name, host: address, port }, state }) => ({
        name,
        address,
        port,
        version: state.version,
        canAccessDocker: state.canAccessDocker,
      }));
    },
  };
};
