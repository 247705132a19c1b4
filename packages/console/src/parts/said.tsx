/** What is now true, said where somebody has changed it. */
import { type ReactNode, useEffect, useRef } from 'react';

/** Takes the focus: what it was on has gone with the change. To say the next thing it needs another `key`. */
export const Said = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <p className="notice" role="status" tabIndex={-1} ref={place}>
      {children}
    </p>
  );
};
