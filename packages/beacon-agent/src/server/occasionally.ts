/** Something that anybody can cause is told of, but not as often as they like. */

const intervalMs = 10_000;

/** Makes what counts, and tells the count at once the first time and then every ten seconds at most. */
export const occasionally = (tell: (count: number) => void): (() => void) => {
  let count = 0;
  let isQuiet = false;
  const speak = (): void => {
    tell(count);
    count = 0;
    isQuiet = true;
    setTimeout(() => {
      isQuiet = false;
      if (count > 0) speak();
    }, intervalMs).unref();
  };
  return () => {
    count += 1;
    if (!isQuiet) speak();
  };
};
