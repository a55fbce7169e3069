// The line on top of every page.
import { useState } from 'preact/hooks';
import { signOut, type Viewer } from '../api';
import { applyTheme, nextTheme, storedTheme, type Theme } from '../theme';
import { Mark, MoonIcon, SunIcon, SystemIcon } from './icons';

const THEME_ICON = { system: SystemIcon, light: SunIcon, dark: MoonIcon } as const;

export function Header(props: { viewer: Viewer | undefined; onSignedOut: () => void }) {
  const [theme, setTheme] = useState<Theme>(storedTheme());
  const ThemeIcon = THEME_ICON[theme];
  const change = () => {
    const next = nextTheme(theme);
    applyTheme(next);
    setTheme(next);
  };
  const leave = () => {
    // Whether or not the gateway heard it, the person asked to be out; the page shows nothing more.
    signOut().then((next) => {
      props.onSignedOut();
      if (next !== undefined) {
        window.location.assign(next);
      }
    }, props.onSignedOut);
  };
  return (
    <header class="top">
      <a class="wordmark" href="/" aria-label="Gatescribe, all sessions">
        <Mark />
        <span>Gatescribe</span>
      </a>
      <span class="top-space" />
      {props.viewer !== undefined && (
        <>
          <span class="viewer" title="Signed in as">
            {props.viewer.name}
          </span>
          <button type="button" class="button quiet" onClick={leave}>
            Sign out
          </button>
        </>
      )}
      <button
        type="button"
        class="button icon quiet"
        aria-label={`Colours: ${theme}. Change`}
        title={`Colours: ${theme}`}
        onClick={change}
      >
        <ThemeIcon />
      </button>
    </header>
  );
}
