/** Asking again, for as long as something lasts, whether it still may. */

/** Whoever lost a right is stopped within a second: this, and the time in which the loss becomes known. */
const everyMs = 400;

/** Calls `onLost` once, with the reason, when `requireStill` throws. Answers what ends it. */
export const keepAsking = (
  requireStill: () => Promise<void>,
  onLost: (reason: Error) => void,
): (() => void) => {
  let isOver = false;
  let timer: NodeJS.Timeout;
  const ask = (): void => {
    requireStill().then(later, (reason: Error) => {
      if (!isOver) onLost(reason);
    });
  };
  const later = (): void => {
    if (!isOver) timer = setTimeout(ask, everyMs);
  };
  later();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
};
