/** Keys that work everywhere. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { places } from './places.ts';

/** What keys open. */
export interface KeyTargets {
  openSearch(): void;
  openKeys(): void;
}

/** How long `g` waits for the key of a place, in milliseconds. */
const prefixMs = 1_500;

/** True for somebody who types a text. */
const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;

/** Listens for as long as the console is there. A key with a modifier, or typed into a field, is left to the browser. */
export const useKeys = ({ openSearch, openKeys }: KeyTargets): void => {
  const [, go] = useLocation();
  // The page may be rendered anew between the two keys.
  const prefixedAt = useRef(-Infinity);
  useEffect(() => {
    const act = (event: KeyboardEvent): boolean => {
      const place = places.find(({ key }) => key === event.key);
      if (place !== undefined && event.timeStamp - prefixedAt.current < prefixMs) {
        prefixedAt.current = -Infinity;
        go(place.path);
        return true;
      }
      prefixedAt.current = event.key === 'g' ? event.timeStamp : -Infinity;
      if (event.key === '/') openSearch();
      else if (event.key === '?') openKeys();
      else return false;
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (isCommand && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openSearch();
        return;
      }
      if (isCommand || event.altKey || event.defaultPrevented || isTyping(event)) return;
      if (act(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go, openSearch, openKeys]);
};
