/** Who is logged in, how the console looks for them, and the way out. */
import { answerOf } from '@moorgate/client';
import { useMutation } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { api } from '../api/api.ts';
import { addressBefore } from '../api/session-end.ts';
import { ProblemNotice } from '../parts/problem.tsx';
import { en } from '../strings/en.ts';
import { chosenTheme, chooseTheme, themes } from './theme.ts';

const ThemeChoice = (): ReactNode => {
  const [theme, setTheme] = useState(chosenTheme);
  const name = useId();
  return (
    <fieldset>
      <legend className="label">{en.shell.theme}</legend>
      {themes.map((one) => (
        <label key={one} className="choice">
          <input
            type="radio"
            name={name}
            checked={one === theme}
            onChange={() => {
              setTheme(one);
              chooseTheme(one);
            }}
          />
          {en.shell.themes[one]}
        </label>
      ))}
    </fieldset>
  );
};

const LogOut = (): ReactNode => {
  const { mutate, error } = useMutation({
    mutationFn: () => answerOf(api.DELETE('/sessions/self')),
    onSuccess: () => window.location.assign(addressBefore('login')),
  });
  return (
    <>
      <button type="button" className="quiet" onClick={() => mutate()}>
        {en.shell.logOut}
      </button>
      <ProblemNotice error={error} />
    </>
  );
};

/** Closes with Escape, and when somebody clicks elsewhere. */
export const PersonMenu = ({ name }: { readonly name: string }): ReactNode => {
  const id = useId();
  return (
    <>
      <button type="button" className="quiet" popoverTarget={id} aria-label={en.shell.person(name)}>
        <UserRound className="icon" aria-hidden />
        <span className="person-name">{name}</span>
      </button>
      <div id={id} popover="auto" className="menu">
        <p className="label">{name}</p>
        <ThemeChoice />
        <LogOut />
      </div>
    </>
  );
};
