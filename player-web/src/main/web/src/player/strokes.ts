// What an event does to the screen. Pure, so that it can be tested without a terminal.
import type { TapeEvent } from '../events';
import { commandText, isBehindLimit, limitText, withheldText, type StreamTrack } from './tape';

export type Stroke =
  | { kind: 'write'; data: Uint8Array | string }
  | { kind: 'resize'; columns: number; rows: number };

export const DEFAULT_COLUMNS = 80;
export const DEFAULT_ROWS = 24;

/** A stream without a terminal has no size; this reads well. */
export const PLAIN_COLUMNS = 100;
export const PLAIN_ROWS = 28;

/** What a hostile window change may ask for at most: a grid is memory. */
export const MOST_COLUMNS = 1000;
export const MOST_ROWS = 500;

const BOLD = '\x1b[1m';
const CYAN = '\x1b[36m';
const RED = '\x1b[31m';
const INVERSE = '\x1b[7m';
const PLAIN = '\x1b[0m';
const DEFAULT_COLOUR = '\x1b[39m';

export function strokesOf(event: TapeEvent, track: StreamTrack): Stroke[] {
  const wire = event.wire;
  switch (wire.type) {
    case 'terminal-opened':
    case 'terminal-resized':
      return [resize(wire.columns, wire.rows)];
    case 'command-started':
      return track.hasTerminal ? [] : [write(`${BOLD}$ ${commandText(event)}${PLAIN}\r\n`)];
    case 'output':
      return content(event);
    case 'error-output':
      // A terminal has one stream only; where standard error comes apart, it is tinted.
      return track.hasTerminal ? content(event) : [write(RED), ...content(event), write(DEFAULT_COLOUR)];
    case 'content-limited':
    case 'content-digest':
      return limit(event);
    case 'exited':
      return track.hasTerminal ? [] : [write(`${CYAN}[exited with status ${wire.status}]${PLAIN}\r\n`)];
    default:
      return [];
  }
}

function content(event: TapeEvent): Stroke[] {
  if (event.content === undefined || isBehindLimit(event)) {
    return [];
  }
  if (event.content.withheld !== undefined) {
    return [write(`${INVERSE}${withheldText(event.content.withheld)}${PLAIN}`)];
  }
  return [{ kind: 'write', data: event.content.bytes }];
}

function limit(event: TapeEvent): Stroke[] {
  const told = limitText(event);
  return told === undefined ? [] : [write(`\r\n${INVERSE}[${told}]${PLAIN}\r\n`)];
}

function write(data: string): Stroke {
  return { kind: 'write', data };
}

/** Zero means "not said" (RFC 4254, section 6.2). */
function resize(columns: number, rows: number): Stroke {
  return {
    kind: 'resize',
    columns: clamp(columns === 0 ? DEFAULT_COLUMNS : columns, MOST_COLUMNS),
    rows: clamp(rows === 0 ? DEFAULT_ROWS : rows, MOST_ROWS),
  };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(1, Math.floor(value)), most);
}
