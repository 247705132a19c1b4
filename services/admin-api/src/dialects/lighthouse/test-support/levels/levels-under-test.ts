/** The same people, beacons and applications in a real installation, asked over HTTP as clients ask. */
import type { LevelsModel, Step } from './levels-model.ts';
import { openStage, readStage, resetStage, type StoredLevels } from './levels-stage.ts';
import { type Answered, perform } from './levels-steps.ts';

/** A run on the product. */
export interface LevelsUnderTest {
  /** Does a step as one of the people. */
  perform(who: number, step: Step): Promise<Answered>;
  /** What stands in the store, in the form of a model; a person with other rights than those of their level is null. */
  read(): Promise<StoredLevels>;
}

/** An installation in which one run after the other goes on. */
export interface LevelsStage {
  /** Gives the people what the model begins with. */
  prepare(model: LevelsModel): Promise<LevelsUnderTest>;
  close(): Promise<void>;
}

/** Opens it, with as many of everything as the model has. */
export const openLevelsStage = async (model: LevelsModel): Promise<LevelsStage> => {
  const stage = await openStage(model);
  return {
    prepare: async (begin) => {
      await resetStage(stage, begin);
      return {
        perform: (who, step) => perform(stage, who, step),
        read: () => readStage(stage),
      };
    },
    close: () => stage.close(),
  };
};
