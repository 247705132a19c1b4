/** `j` and `k`: the first link or button of the next row, and of the one before. */
import { type RefObject, useEffect } from 'react';

const steps: Readonly<Record<string, number>> = { j: 1, k: -1 };

const controlOf = (frame: HTMLElement, index: number): HTMLElement | null =>
  frame.querySelector(`[data-row="${index}"] :is(a, button:enabled)`);

const rowOf = (element: Element | null): number =>
  Number(element?.closest('[data-row]')?.getAttribute('data-row') ?? -1);

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;

/** For rows with an attribute `data-row`, which `reveal` scrolls into sight before they are there. */
export const useRowKeys = (
  frame: RefObject<HTMLElement | null>,
  rows: number,
  reveal: (index: number) => void,
): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = steps[event.key];
      const element = frame.current;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (step === undefined || element === null || !isPlain || isTyping(event)) return;
      const index = Math.min(Math.max(rowOf(document.activeElement) + step, 0), rows - 1);
      reveal(index);
      const control = controlOf(element, index);
      if (control !== null) control.focus();
      else window.requestAnimationFrame(() => controlOf(element, index)?.focus());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [frame, rows, reveal]);
};
