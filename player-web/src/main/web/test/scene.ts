// Makes wire events for tests.
import type { WireEvent } from '../src/events';

type Body = { type: WireEvent['type']; [field: string]: unknown };

/** Events at the given seconds, numbered from `first`. */
export function scene(events: [number, Body][], first = 0): WireEvent[] {
  return events.map(
    ([seconds, body], i) => ({ sequence: first + i, offsetMicros: Math.round(seconds * 1e6), ...body }) as unknown as WireEvent,
  );
}

export function output(text: string | Uint8Array, stream = 0, type: 'output' | 'error-output' = 'output'): Body {
  return { type, stream, data: Buffer.from(text as string).toString('base64') };
}

export const TERMINAL: Body = { type: 'terminal-opened', stream: 0, terminalType: 'xterm', columns: 100, rows: 30 };
