/** Places in a compose file: what is wrong is noted where it is, and reading goes on. */

/** A place, and where its faults go. */
export interface Place {
  /** As people write it: `services.web.ports[0]`; empty for the whole file. */
  readonly path: string;
  readonly notes: string[];
}

/** Members by name, as YAML gives them. */
export type Fields = Readonly<Record<string, unknown>>;

const memberCharactersMax = 100;

/** Notes what is wrong there. A value is never part of the message: it may be a secret. */
export const note = ({ path, notes }: Place, message: string): void => {
  notes.push(path === '' ? `The file ${message}` : `${path} ${message}`);
};

/** The place of a member, or of an item of a list. */
export const below = ({ path, notes }: Place, member: string | number): Place => {
  if (typeof member === 'number') return { path: `${path}[${member}]`, notes };
  const name = member.slice(0, memberCharactersMax);
  return { path: path === '' ? name : `${path}.${name}`, notes };
};

/** Whether a value has members. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a value; none of one that is not there. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** The items of a list; none of one that is not there. */
export const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** Without the members that are not given. */
export const given = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
