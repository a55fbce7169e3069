// The small log beside the terminal: the events that are told in words.
import type { TapeEvent } from '../events';
import { visibleText } from '../events';
import { endReasonText } from '../format';
import { commandText, isBehindLimit, limitText, withheldText } from './tape';

export type Tone = 'plain' | 'strong' | 'good' | 'bad' | 'quiet';

export interface LogLine {
  sequence: number;
  time: number;
  stream: number | undefined;
  text: string;
  tone: Tone;
}

/** A log longer than this is no longer small; the rest is told as a number. */
export const MOST_LOG_LINES = 1000;

export function logLine(event: TapeEvent): LogLine | undefined {
  const said = say(event);
  return said === undefined
    ? undefined
    : { sequence: event.sequence, time: event.time, stream: event.stream, text: said[0], tone: said[1] };
}

function say(event: TapeEvent): [string, Tone] | undefined {
  const wire = event.wire;
  switch (wire.type) {
    case 'session-started':
      return ['Session started', 'quiet'];
    case 'target-connected':
      return [`Target reached at ${visibleText(wire.remoteAddress)} port ${wire.remotePort}`, 'quiet'];
    case 'session-ended':
      return [`Session ended: ${endReasonText(wire.reason)}${wire.detail === '' ? '' : ` (${visibleText(wire.detail)})`}`, 'quiet'];
    case 'shell-started':
      return ['Login shell started', 'strong'];
    case 'command-started':
      return [`$ ${commandText(event)}`, 'strong'];
    case 'terminal-opened':
      // Zero means "not said" (RFC 4254, section 6.2), as by an ssh whose own input is no terminal.
      return wire.columns === 0 || wire.rows === 0
        ? [`Terminal ${visibleText(wire.terminalType)}, size not said`, 'quiet']
        : [`Terminal ${visibleText(wire.terminalType)}, ${wire.columns} × ${wire.rows}`, 'quiet'];
    case 'terminal-resized':
      return [`Resized to ${wire.columns} × ${wire.rows}`, 'quiet'];
    case 'signal-sent':
      return [`Signal ${visibleText(wire.signal)} sent`, 'plain'];
    case 'break-sent':
      return [`Break of ${wire.millis} ms sent`, 'plain'];
    case 'exited':
      return [`Exited with status ${wire.status}`, wire.status === 0 ? 'good' : 'bad'];
    case 'killed':
      return [`Ended by signal ${visibleText(wire.signal)}${wire.coreDumped ? ', core dumped' : ''}`, 'bad'];
    case 'refused':
      return [`Refused: ${visibleText(wire.what)} (${visibleText(wire.reason)})`, 'bad'];
    case 'output':
    case 'error-output':
      return event.content?.withheld === undefined || isBehindLimit(event) ? undefined : [`Output ${withheldText(event.content.withheld)}`, 'plain'];
    case 'content-limited':
      return [sentence(limitText(event) ?? ''), 'bad'];
    case 'content-digest': {
      const told = limitText(event);
      return told === undefined ? undefined : [sentence(told), 'plain'];
    }
    case 'unknown':
      return [`An event of kind ${wire.kind}, which this release does not know`, 'plain'];
    default:
      // What begins, ends or is counted only; and statements and requests, which are told elsewhere.
      return undefined;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
