// The few pictures there are, drawn here: strokes on a 20 × 20 grid.
import type { ComponentChildren } from 'preact';

function Icon(props: { children: ComponentChildren; filled?: boolean }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      fill={props.filled === true ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {props.children}
    </svg>
  );
}

export const PlayIcon = () => (
  <Icon filled>
    <path d="M6 4.500v11l9-5.500z" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon filled>
    <path d="M6 4.500h2v11H6zM12 4.500h2v11h-2z" />
  </Icon>
);
export const AgainIcon = () => (
  <Icon>
    <path d="M4.500 10a5.500 5.500 0 1 0 1.800-4.100M4.500 3.500v3.200h3.200" />
  </Icon>
);
export const PreviousIcon = () => (
  <Icon>
    <path d="M12.500 5 7.500 10l5 5" />
  </Icon>
);
export const NextIcon = () => (
  <Icon>
    <path d="m7.500 5 5 5-5 5" />
  </Icon>
);
export const LinkIcon = () => (
  <Icon>
    <path d="M8.500 11.500a3 3 0 0 0 4.300 0l2.600-2.600a3 3 0 0 0-4.300-4.300l-.9.9M11.500 8.500a3 3 0 0 0-4.300 0l-2.600 2.600a3 3 0 0 0 4.300 4.300l.9-.9" />
  </Icon>
);
export const FullScreenIcon = () => (
  <Icon>
    <path d="M4 7.500V4h3.500M12.500 4H16v3.500M16 12.500V16h-3.500M7.500 16H4v-3.500" />
  </Icon>
);
export const HelpIcon = () => (
  <Icon>
    <path d="M7.600 7.500a2.500 2.500 0 1 1 3.600 2.300c-.8.4-1.200.9-1.200 1.700M10 14.600v.1" />
  </Icon>
);
export const DownloadIcon = () => (
  <Icon>
    <path d="M10 4v8M6.500 9 10 12.500 13.500 9M4.500 15.500h11" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3" />
    <path d="M10 3v1.500M10 15.500V17M3 10h1.500M15.500 10H17M5 5l1 1M14 14l1 1M15 5l-1 1M6 14l-1 1" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M15.500 11.800A6 6 0 0 1 8.200 4.500a6 6 0 1 0 7.300 7.300z" />
  </Icon>
);
export const SystemIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6" />
    <path d="M10 4a6 6 0 0 1 0 12z" fill="currentColor" />
  </Icon>
);

/** The mark of the house: a gate, and a prompt in it. */
export const Mark = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="none" stroke-linecap="round" stroke-linejoin="round">
    <path d="M5 20.500V10.500a7 7 0 0 1 14 0v10" stroke="currentColor" stroke-width="2" />
    <path d="m9.500 13 3 3-3 3" stroke="var(--accent)" stroke-width="2" />
  </svg>
);
