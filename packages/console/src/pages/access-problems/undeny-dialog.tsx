/** Taking a device off the denied list: the ways in which it can come back, as plain choices. */
import { type ReactNode, useId, useState } from 'react';
import { useRights } from '../../api/self.ts';
import { CancelButton, Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { undeny, useRemedy, type WayBack } from './queries.ts';

interface UndenyDialogProps {
  readonly uuid: string;
  onClose(): void;
  onDone(uuid: string, way: WayBack): void;
}

interface ChoiceProps {
  readonly ways: readonly WayBack[];
  readonly way: WayBack;
  onWay(way: WayBack): void;
}

const Choice = ({ ways, way, onWay }: ChoiceProps): ReactNode => {
  const name = useId();
  return (
    <fieldset>
      <legend className="label">{en.undeny.how}</legend>
      {ways.map((one) => (
        <label key={one} className="choice">
          <input type="radio" name={name} checked={one === way} onChange={() => onWay(one)} />
          <span>
            <strong>{en.undeny.ways[one].title}</strong>
            <br />
            <span className="hint">{en.undeny.ways[one].body}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
};

interface TypedNameProps {
  readonly uuid: string;
  readonly typed: string;
  onTyped(typed: string): void;
}

const TypedName = ({ uuid, typed, onTyped }: TypedNameProps): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{en.undeny.typeUuid(uuid)}</label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => onTyped(target.value)}
      />
    </div>
  );
};

/** Three ways, without the right to permit keys two. Deleting asks for the UUID. */
export const UndenyDialog = ({ uuid, onClose, onDone }: UndenyDialogProps): ReactNode => {
  const may = useRights();
  const [way, setWay] = useState<WayBack>('same-key');
  const [typed, setTyped] = useState('');
  const remedy = useRemedy(undeny);
  const ways: readonly WayBack[] = may('devices:create')
    ? ['same-key', 'new-key', 'anew']
    : ['same-key', 'anew'];
  const isReady = way !== 'anew' || typed.trim().toLowerCase() === uuid;
  return (
    <Dialog title={en.undeny.title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          remedy.mutate({ uuid, way }, { onSuccess: () => onDone(uuid, way) });
        }}
      >
        <p className="mono">{uuid}</p>
        <Choice ways={ways} way={way} onWay={setWay} />
        {way === 'anew' && <TypedName uuid={uuid} typed={typed} onTyped={setTyped} />}
        <ProblemNotice error={remedy.error} />
        <div className="actions">
          <button
            className={way === 'anew' ? 'harm' : undefined}
            disabled={!isReady || remedy.isPending}
          >
            {en.undeny.confirm[way]}
          </button>
          <CancelButton onClose={onClose} />
        </div>
      </form>
    </Dialog>
  );
};
