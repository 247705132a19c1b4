/** Runs what is compared in turns. */

/** One side of a comparison: measures itself once. */
export type Contender<Sample> = () => Promise<Sample>;

/**
 * Lets every contender run once per round, and turns their order around after each round, so that none is always the one
 * that finds the machine warmed up or throttled. Answers the samples of each in the order of the rounds.
 */
export const alternate = async <Sample, Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender<Sample>>>,
  onRound: (round: number) => void = () => undefined,
): Promise<Record<Name, Sample[]>> => {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Sample[]
  >;
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const name of round % 2 === 1 ? names : names.toReversed())
      samples[name].push(await contenders[name]());
  }
  return samples;
};
