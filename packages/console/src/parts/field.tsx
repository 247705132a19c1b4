/** A field of a form: what it is called, what may stand in it, and what is wrong with what does. */
import { type ReactNode, useId } from 'react';

interface FieldFrame {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong, in the words of whoever refused it. */
  readonly issues?: readonly string[];
}

/** What the control of a field is given. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** Around a control, which takes what it is handed. */
export const Field = ({
  label,
  hint,
  issues = [],
  children,
}: FieldFrame & { children(control: FieldControl): ReactNode }): ReactNode => {
  const id = useId();
  const about = `${id}-about`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': issues.length > 0 })}
      <div id={about}>
        {issues.map((issue) => (
          <p key={issue} className="field-error" role="alert">
            {issue}
          </p>
        ))}
        {hint !== undefined && <p className="hint">{hint}</p>}
      </div>
    </div>
  );
};

interface TextFieldProps extends FieldFrame {
  readonly value: string;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  readonly type?: 'text' | 'password' | 'search';
  readonly autoComplete?: string;
  readonly hasFocus?: boolean;
  onValue(value: string): void;
}

/** One line of text. */
export const TextField = (props: TextFieldProps): ReactNode => {
  const { value, onValue, isRequired, maxLength, type = 'text', hasFocus, ...frame } = props;
  return (
    <Field {...frame}>
      {(control) => (
        <input
          {...control}
          type={type}
          autoFocus={hasFocus}
          required={isRequired}
          maxLength={maxLength}
          autoComplete={props.autoComplete ?? 'off'}
          spellCheck={false}
          value={value}
          onChange={({ target }) => onValue(target.value)}
        />
      )}
    </Field>
  );
};

/** Text of several lines, such as a file. */
export const TextArea = ({
  value,
  onValue,
  rows = 8,
  ...frame
}: FieldFrame & {
  readonly value: string;
  readonly rows?: number;
  onValue(value: string): void;
}): ReactNode => (
  <Field {...frame}>
    {(control) => (
      <textarea
        {...control}
        className="mono"
        rows={rows}
        spellCheck={false}
        value={value}
        onChange={({ target }) => onValue(target.value)}
      />
    )}
  </Field>
);

/** A yes or no, with what a yes means. */
export const Check = ({
  label,
  hint,
  isChecked,
  onChecked,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  onChecked(isChecked: boolean): void;
}): ReactNode => (
  <label className="choice">
    <input
      type="checkbox"
      checked={isChecked}
      onChange={({ target }) => onChecked(target.checked)}
    />
    <span>
      {label}
      {hint !== undefined && (
        <>
          <br />
          <span className="hint">{hint}</span>
        </>
      )}
    </span>
  </label>
);
