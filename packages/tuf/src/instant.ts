/** Times as they stand in metadata. */

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** `YYYY-MM-DDTHH:MM:SSZ`, exactly 20 characters: agents refuse fractions of a second. What is less than a second is cut off. */
export const formatInstant = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The time of such a text; null for any other text, and for days that there are not. */
export const parseInstant = (text: string): Date | null => {
  if (!form.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || formatInstant(at) !== text ? null : at;
};

/** So many days later. */
export const addDays = (at: Date, days: number): Date => new Date(at.getTime() + days * 86_400_000);
