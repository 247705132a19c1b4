/** Where a running simulation is shown: a screen that is drawn over, lines for a log, or lines of JSON. */
import { renderLine, renderScreen, renderSummary } from './render-view.ts';
import type { FleetView, FleetWatch } from './watch-fleet.ts';

/** Shows what a watch sees until it is ended. */
export interface Display {
  /** Says the last, of everything. */
  end(): void;
}

/** What is written to; a terminal has columns. */
export type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** How long recent is. */
const windowMs = 5_000;
const redrawMs = 1_000;

/** Moves the cursor up over what was drawn, and clears from there (ECMA-48: CUU, ED). */
const drawOver = (lines: number): string => (lines === 0 ? '' : `\x1b[${lines}A\x1b[J`);

const createScreen = (output: Output): ((lines: readonly string[]) => void) => {
  let drawn = 0;
  return (lines) => {
    // A line that wraps would be two. A terminal that does not say how wide it is says 0.
    const width = output.columns === 0 ? undefined : output.columns;
    const fitting = lines.map((line) => line.slice(0, width));
    output.write(`${drawOver(drawn)}${fitting.join('\n')}\n`);
    drawn = fitting.length;
  };
};

const jsonOf = (event: 'progress' | 'summary', view: FleetView): string =>
  JSON.stringify({ event, ...view });

/** Begins to show; a terminal is drawn over each second, anything else gets a line each five seconds. */
export const showFleet = (watch: FleetWatch, output: Output, isJson: boolean): Display => {
  const draw = createScreen(output);
  const isScreen = output.isTTY && !isJson;
  const say = (line: string): void => void output.write(`${line}\n`);
  const turning = setInterval(() => {
    watch.turn();
    if (!isScreen) say(isJson ? jsonOf('progress', watch.view()) : renderLine(watch.view()));
  }, windowMs);
  const drawing = isScreen ? setInterval(() => draw(renderScreen(watch.view())), redrawMs) : null;
  return {
    end: () => {
      clearInterval(turning);
      if (drawing !== null) clearInterval(drawing);
      const view = watch.view();
      if (isJson) say(jsonOf('summary', view));
      else if (isScreen) draw(renderSummary(view));
      else say(renderSummary(view).join('\n'));
    },
  };
};
