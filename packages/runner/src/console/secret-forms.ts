/** The forms in which a secret may turn up in the output of a script. */
import { createHarmlessText } from './harmless-text.ts';

/** Shorter texts would blacken what is no secret, and hide nothing that cannot be guessed. */
const shortestSecret = 4;

/** The width at which common programs break Base64: `base64`, and `openssl` and PEM. */
const lineWidths = [76, 64];

/** Base64 of the value at each of its three places in a longer text, as far as it depends on the value alone. */
const base64Forms = (value: string): string[] => {
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const known = text.replace(/=+$/, '');
    // The first and the last characters also carry bits of the neighbours.
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return known.slice(start, end);
  });
  const whole = bytes.toString('base64');
  const wrapped = lineWidths
    .filter((width) => whole.length > width)
    .map((width) => whole.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? whole);
  return [whole, whole.replace(/=+$/, ''), ...forms, ...wrapped];
};

const urlSafe = (form: string): string => form.replaceAll('+', '-').replaceAll('/', '_');

/** `encodeURIComponent` leaves more as it is than other encoders do, and they differ in the case of digits. */
const percentForms = (value: string): string[] => {
  const form = encodeURIComponent(value);
  const strict = form.replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const all = [form, strict].flatMap((one) => [one, one.replaceAll('%20', '+')]);
  return [...all, ...all.map((one) => one.replace(/%../g, (code) => code.toLowerCase()))];
};

const hexForms = (value: string): string[] => {
  const hex = Buffer.from(value).toString('hex');
  return [hex, hex.toUpperCase()];
};

const jsonForm = (value: string): string => JSON.stringify(value).slice(1, -1);

const harmless = (value: string): string => {
  const filter = createHarmlessText();
  return filter.write(value) + filter.end();
};

const formsOf = (value: string): string[] => {
  const base64 = base64Forms(value);
  return [
    value,
    ...base64,
    ...base64.map(urlSafe),
    ...percentForms(value),
    ...hexForms(value),
    jsonForm(value),
  ];
};

/**
 * The texts that must not be shown, the longest first: each secret, and each of its lines, as it is and in Base64 (wherever
 * it begins in an encoded text, of either alphabet, broken into lines or not), percent-encoded, in hexadecimal and as in JSON;
 * all of that as it is after `createHarmlessText`. Texts of fewer than four characters are left out.
 */
export const secretFormsOf = (secrets: Iterable<string>): string[] => {
  const forms = new Set<string>();
  for (const secret of secrets) {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    for (const value of [secret, secret.trim(), ...lines]) {
      if (value.length < shortestSecret) continue;
      for (const form of formsOf(value)) {
        const text = harmless(form);
        if (text.length >= shortestSecret) forms.add(text);
      }
    }
  }
  return [...forms].sort((one, other) => other.length - one.length);
};
