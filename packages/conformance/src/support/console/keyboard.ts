/** Keys as somebody presses them. */
import type { Tab } from '../chromium.ts';

const codes: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ' ': 32,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

const modifierBits: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Shift: 8 };

/** Letters and digits have the code of their capital; that of any other character would be another key, such as Delete for a dot. */
const codeOf = (key: string): number =>
  codes[key] ?? (/^[a-z0-9]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0);

const textOf = (key: string, modifiers: number): string | undefined => {
  if ((modifiers & 3) !== 0) return undefined;
  if (key === 'Enter') return '\r';
  return key.length === 1 ? key : undefined;
};

/** Presses a key, with others held: `Tab`, `Shift+Tab`, `Control+k`, `/`. */
export const pressKey = async (tab: Tab, chord: string): Promise<void> => {
  const parts = chord.length === 1 ? [chord] : chord.split('+');
  const key = parts.at(-1)!;
  const modifiers = parts.slice(0, -1).reduce((bits, name) => bits | (modifierBits[name] ?? 0), 0);
  const text = textOf(key, modifiers);
  const code = codeOf(key);
  const event = { key, modifiers, windowsVirtualKeyCode: code, code: key === ' ' ? 'Space' : key };
  await tab.send('Input.dispatchKeyEvent', {
    ...event,
    type: text === undefined ? 'rawKeyDown' : 'keyDown',
    ...(text === undefined ? {} : { text }),
  });
  await tab.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
};
