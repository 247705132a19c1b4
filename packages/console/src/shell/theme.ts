/** Light, dark, or as the system has it. */

/** What somebody can choose. */
export const themes = ['system', 'light', 'dark'] as const;

/** One of them. */
export type Theme = (typeof themes)[number];

const place = 'moorgate-theme';

/** What was chosen in this browser. */
export const chosenTheme = (): Theme =>
  themes.find((theme) => theme === window.localStorage.getItem(place)) ?? 'system';

/** Shows the console so, without keeping it. */
export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
};

/** Shows the console so, now and later. */
export const chooseTheme = (theme: Theme): void => {
  window.localStorage.setItem(place, theme);
  applyTheme(theme);
};
