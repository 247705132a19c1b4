/** The tokens: what each may do, when it was used last, when it ends. */
import { type ReactNode, useState } from 'react';
import { DataTable } from '../../parts/data-table.tsx';
import { CancelButton, Dialog } from '../../parts/dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { type Token, useRevocation } from './queries.ts';

const Row = ({ token, onRevoke }: { token: Token; onRevoke(): void }): ReactNode => (
  <tr>
    <th scope="row">{token.name}</th>
    <td>
      <StateMark state={token.state} />
    </td>
    <td className="wrapping">
      {token.scopes.map((scope) => (
        <code key={scope}>{scope} </code>
      ))}
    </td>
    <td>
      <Moment at={token['last-used-at']} />
    </td>
    <td>
      <Moment at={token['expires-at']} />
    </td>
    <td>
      {token.state === 'active' && (
        <button
          type="button"
          className="plain"
          aria-label={en.tokens.revokeOf(token.name)}
          onClick={onRevoke}
        >
          {en.tokens.revoke}
        </button>
      )}
    </td>
  </tr>
);

const RevokeDialog = ({ token, onClose }: { token: Token; onClose(): void }): ReactNode => {
  const { mutate, error, isPending } = useRevocation();
  return (
    <Dialog title={en.tokens.revokeOf(token.name)} onClose={onClose}>
      <p>{en.tokens.revokeBody}</p>
      <ProblemNotice error={error} />
      <div className="actions">
        <button
          type="button"
          className="harm"
          autoFocus
          disabled={isPending}
          onClick={() => mutate(token.id, { onSuccess: onClose })}
        >
          {en.tokens.revokeConfirm}
        </button>
        <CancelButton onClose={onClose} />
      </div>
    </Dialog>
  );
};

/** Each that is good can be revoked. */
export const TokensTable = ({ tokens }: { readonly tokens: readonly Token[] }): ReactNode => {
  const [asked, setAsked] = useState<Token | null>(null);
  return (
    <>
      <DataTable label={en.tokens.title} columns={en.tokens.columns} className="tokens-table">
        {tokens.map((token) => (
          <Row key={token.id} token={token} onRevoke={() => setAsked(token)} />
        ))}
      </DataTable>
      {asked !== null && <RevokeDialog token={asked} onClose={() => setAsked(null)} />}
    </>
  );
};
