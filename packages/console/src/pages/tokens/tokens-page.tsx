/** The settings page of tokens. */
import { type ReactNode, useState } from 'react';
import { Empty, Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { en } from '../../strings/en.ts';
import { NewToken } from './new-token.tsx';
import { useTokens } from './queries.ts';
import { TokensTable } from './tokens-table.tsx';

/** What scripts and tools of whoever is logged in ask with. */
export const TokensPage = (): ReactNode => {
  const { data, error } = useTokens();
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <PageHead
        title={en.tokens.title}
        truth={en.tokens.truth}
        actions={
          <button type="button" onClick={() => setMaking(true)}>
            {en.tokens.new}
          </button>
        }
      />
      <SettingsTabs shown="/settings/tokens" />
      {data === undefined && (error === null ? <Loading /> : <ProblemNotice error={error} />)}
      {data?.length === 0 && (
        <Empty title={en.tokens.none}>
          <p>{en.tokens.noneBody}</p>
        </Empty>
      )}
      {data !== undefined && data.length > 0 && <TokensTable tokens={data} />}
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </>
  );
};
