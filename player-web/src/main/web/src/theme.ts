// Light or dark: as the system says, until the person chooses otherwise.
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'gatescribe.theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

export function storedTheme(): Theme {
  try {
    const stored = window.localStorage.getItem(KEY);
    return ORDER.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system'; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = theme;
  }
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // See above.
  }
}

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] as Theme;
}
