// The keyboard of the player: one table, from which the handler and the help page are made.

export type Command =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'back-far'
  | 'forward-far'
  | 'start'
  | 'end'
  | 'tenth'
  | 'faster'
  | 'slower'
  | 'idle'
  | 'next'
  | 'previous'
  | 'full-screen'
  | 'copy-link'
  | 'help';

export const SHORT_JUMP_SECONDS = 5;
export const LONG_JUMP_SECONDS = 60;

export const KEY_HELP: readonly { keys: readonly string[]; meaning: string }[] = [
  { keys: ['Space', 'k'], meaning: 'Play or pause' },
  { keys: ['←', '→'], meaning: `Back or forward ${SHORT_JUMP_SECONDS} seconds` },
  { keys: ['Shift ←', 'Shift →'], meaning: `Back or forward ${LONG_JUMP_SECONDS} seconds` },
  { keys: [',', '.'], meaning: 'Previous or next event' },
  { keys: ['0 … 9'], meaning: 'Jump to that tenth of the recording' },
  { keys: ['Home', 'End'], meaning: 'To the beginning or the end' },
  { keys: ['<', '>'], meaning: 'Slower or faster' },
  { keys: ['i'], meaning: 'Skip idle time, or do not' },
  { keys: ['f'], meaning: 'Full screen' },
  { keys: ['c'], meaning: 'Copy a link to this moment' },
  { keys: ['?'], meaning: 'This help' },
  { keys: ['Esc'], meaning: 'Close the help, leave full screen' },
];

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

export function commandOf(press: KeyPress): Command | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) {
    return undefined;
  }
  if (/^[0-9]$/.test(press.key)) {
    return 'tenth';
  }
  switch (press.key) {
    case ' ':
    case 'k':
      return 'toggle';
    case 'ArrowLeft':
      return press.shiftKey ? 'back-far' : 'back';
    case 'ArrowRight':
      return press.shiftKey ? 'forward-far' : 'forward';
    case 'PageDown':
      return 'back-far';
    case 'PageUp':
      return 'forward-far';
    case 'Home':
      return 'start';
    case 'End':
      return 'end';
    case '>':
      return 'faster';
    case '<':
      return 'slower';
    case '.':
      return 'next';
    case ',':
      return 'previous';
    case 'i':
      return 'idle';
    case 'f':
      return 'full-screen';
    case 'c':
      return 'copy-link';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}
