/** Between the wire shapes of targets and what the use cases take and give; pure. */
import type { Target, TargetCustom, WantedTarget } from '@moorgate/targets';
import type { TargetBody, TargetMapBody } from './schemas-targets.ts';

/** A target. */
export const toTargetBody = ({ bytes, sha256, custom }: Target): TargetBody => ({
  length: bytes,
  hashes: { sha256 },
  custom: { ...custom },
});

/** Targets by their names, in their order. */
export const toTargetMapBody = (targets: readonly Target[]): TargetMapBody =>
  Object.fromEntries(targets.map((target) => [target.name, toTargetBody(target)]));

/** Targets as somebody wants them; what is said of each came as JSON. */
export const toWantedTargets = (targets: TargetMapBody): WantedTarget[] =>
  Object.entries(targets).map(([name, { length, hashes, custom }]) => ({
    name,
    bytes: length,
    sha256: hashes.sha256,
    custom: custom as TargetCustom,
  }));
