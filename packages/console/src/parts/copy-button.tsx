/** Copies a text, and says that it has. */
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { en } from '../strings/en.ts';

/** `label` says what is copied. */
export const CopyButton = ({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ReactNode => {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <button type="button" className="plain" aria-label={label} onClick={() => void copy()}>
      {isCopied ? <Check className="icon" aria-hidden /> : <Copy className="icon" aria-hidden />}
      <span aria-live="polite">{isCopied ? en.copied : en.copy}</span>
    </button>
  );
};
