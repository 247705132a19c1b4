/** The search: pages by their words, devices by the beginning of their UUID or name. */
import { answerOf, type components } from '@moorgate/client';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '../api/api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { en } from '../strings/en.ts';
import { places } from './places.ts';

interface Found {
  readonly path: string;
  readonly title: string;
  readonly kind: string;
}

type Device = components['schemas']['DeviceSummary'];

const hitsMax = 8;
const uuidPrefix = /^[0-9a-f]{1,8}$|^[0-9a-f]{8}-[0-9a-f-]{0,27}$/i;
const namePrefix = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

const toFound = ({ uuid, labels }: Device): Found => ({
  path: `/devices/${uuid}`,
  title: labels['name'] ?? uuid,
  kind: en.search.device,
});

/** Those whose UUID begins so first, then those whose name does. */
const findDevices = async (text: string, signal: AbortSignal): Promise<readonly Found[]> => {
  const conditions = [
    ...(uuidPrefix.test(text) ? [{ 'uuid-prefix': text }] : []),
    ...(namePrefix.test(text) ? [{ 'name-prefix': text }] : []),
  ];
  const lists = await Promise.all(
    conditions.map((condition) =>
      answerOf(
        api.GET('/devices', { params: { query: { ...condition, limit: hitsMax } }, signal }),
      ),
    ),
  );
  const byUuid = new Map(lists.flat().map((device) => [device.uuid, device]));
  return [...byUuid.values()].slice(0, hitsMax).map(toFound);
};

const findPlaces = (text: string): readonly Found[] =>
  places
    .filter(({ word }) => word.toLowerCase().includes(text.toLowerCase()))
    .map(({ path, word }) => ({ path, title: word, kind: en.search.page }));

/** Devices and pages for a text; those of the text before stay until the next are there. */
const useFound = (text: string): { readonly found: readonly Found[]; readonly isDone: boolean } => {
  const { data, isFetching } = useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) => findDevices(text, signal),
    enabled: text !== '',
    refetchInterval: false,
    placeholderData: (before) => before,
  });
  return {
    found: [...(text === '' ? [] : (data ?? [])), ...findPlaces(text)],
    isDone: !isFetching,
  };
};

interface ResultsProps {
  readonly id: string;
  readonly found: readonly Found[];
  readonly at: number;
  open(one: Found): void;
}

const Results = ({ id, found, at, open }: ResultsProps): ReactNode => (
  <ul id={id} role="listbox" aria-label={en.search.title} className="search-results">
    {found.map((one, index) => (
      <li
        key={one.path}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === at}
        onClick={() => open(one)}
      >
        <span>{one.title}</span>
        <span className="quiet-text small">{one.kind}</span>
      </li>
    ))}
  </ul>
);

/** Opened by `/` and Ctrl-K: arrows choose, Enter opens. */
export const SearchDialog = ({ onClose }: { onClose(): void }): ReactNode => {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const id = useId();
  const { found, isDone } = useFound(text.trim());
  const open = ({ path }: Found): void => {
    onClose();
    go(path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at];
    if (step !== undefined) setAt((now) => Math.min(Math.max(now + step, 0), found.length - 1));
    else if (event.key === 'Enter' && chosen !== undefined) open(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={en.search.title} onClose={onClose}>
      <div className="field">
        <label htmlFor={`${id}-field`}>{en.search.field}</label>
        <input
          id={`${id}-field`}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={id}
          aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
          value={text}
          onKeyDown={onKeyDown}
          onChange={({ target }) => {
            setText(target.value);
            setAt(0);
          }}
        />
      </div>
      <Results id={id} found={found} at={at} open={open} />
      {found.length === 0 && isDone && <p className="quiet-text">{en.search.nothing}</p>}
    </Dialog>
  );
};
