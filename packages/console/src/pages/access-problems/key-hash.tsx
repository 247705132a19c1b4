/** The hash of a key, as much of it as tells it from others. */
import type { ReactNode } from 'react';

const shownDigits = 16;

/** All of it on hover. */
export const KeyHash = ({ hash }: { readonly hash: string }): ReactNode => (
  <span className="mono" title={hash}>
    {hash.slice(0, shownDigits)}
  </span>
);
