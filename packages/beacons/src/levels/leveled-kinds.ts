/** Every kind of thing on which levels are held, in the order in which several of them are changed at once. */
import { applicationLevels } from './application-levels.ts';
import { beaconLevels } from './beacon-levels.ts';
import type { LeveledKind } from './leveled-kind.ts';

export const leveledKinds: readonly LeveledKind[] = [beaconLevels, applicationLevels];
