/** The secret of a new token, once, and what to do with it. */
import { type ReactNode, useEffect } from 'react';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { en } from '../../strings/en.ts';
import type { IssuedToken } from './queries.ts';

/** Ready to be pasted into a shell, which keeps the secret out of the list of its arguments. */
const curlLine = (token: string): string =>
  `curl -H @- ${window.location.origin}/v1/self <<< 'Authorization: Bearer ${token}'`;

/** Leaving the page asks first: nobody sees the secret again. */
const useAskBeforeLeaving = (): void => {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
};

/** Closed by the button alone. */
export const IssuedTokenView = ({
  issued,
  onClose,
}: {
  readonly issued: IssuedToken;
  onClose(): void;
}): ReactNode => {
  useAskBeforeLeaving();
  const line = curlLine(issued.token);
  return (
    <Dialog title={en.tokens.made(issued.name)} onClose={() => undefined}>
      <p>{en.tokens.once}</p>
      <p className="label">{en.tokens.token}</p>
      <div className="secret">
        <code data-secret="token">{issued.token}</code>
        <CopyButton text={issued.token} label={en.tokens.copyToken} />
      </div>
      <p className="label">{en.tokens.tryIt}</p>
      <div className="secret">
        <pre tabIndex={0}>{line}</pre>
        <CopyButton text={line} label={en.tokens.copyLine} />
      </div>
      <div className="actions">
        <button type="button" onClick={onClose}>
          {en.tokens.kept}
        </button>
      </div>
    </Dialog>
  );
};
