/** Dates for people. */

/** How a moment is shown. */
export interface DateStyle {
  /** In UTC, else in the time zone of the terminal. */
  readonly isUtc: boolean;
}

const pad = (value: number): string => String(value).padStart(2, '0');

const offsetOf = (date: Date): string => {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
};

/**
 * A moment in Unix seconds as RFC 3339 has it, with a space between date and time: `2026-03-01 13:00:00+01:00`, in UTC
 * `2026-03-01 12:00:00Z`. A dash for null, `never` for 0.
 */
export const formatSeconds = (seconds: number | null, { isUtc }: DateStyle): string => {
  if (seconds === null) return '-';
  if (seconds === 0) return 'never';
  const date = new Date(seconds * 1_000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  if (isUtc)
    return date
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day} ${time}${offsetOf(date)}`;
};
