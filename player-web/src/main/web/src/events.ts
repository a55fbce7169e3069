// The events of a recording as the REST API tells them, and as the player keeps them.

/** Bytes in base64, or the statement that they were withheld. */
export interface WireContent {
  data?: string;
  withheld?: { reason: string; length: number };
}

interface Wire<Type extends string> {
  sequence: number;
  offsetMicros: number;
  type: Type;
}

interface WireOfStream<Type extends string> extends Wire<Type> {
  stream: number;
}

/** Statements and requests: the page tells them from stories, not from single events. */
export type ToldElsewhere =
  | 'startup-parameter-set'
  | 'statement-prepared'
  | 'preparation-failed'
  | 'values-bound'
  | 'statement-started'
  | 'client-content-continued'
  | 'copy-input'
  | 'copy-input-ended'
  | 'result-returned'
  | 'statement-ended'
  | 'notice-received'
  | 'notification-received'
  | 'cancel-requested'
  | 'transaction-changed'
  | 'messages-forwarded'
  | 'request-started'
  | 'request-body'
  | 'response-started'
  | 'response-body'
  | 'request-upgraded'
  | 'request-ended'
  | 'request-refused';

/** From here on the content of a direction is not kept. The number is that of its stream, statement or request. */
export type WireContentLimited = Wire<'content-limited'> & LimitedFlow & { keptBytes: number };

/** How much of such a direction passed up to here, and its hash from the first byte on. */
export type WireContentDigest = Wire<'content-digest'> & LimitedFlow & { ended: boolean; bytes: number; withheldBytes: number; sha256: string };

interface LimitedFlow {
  flow: string;
  stream?: number;
  statement?: number;
  request?: number;
}

export type WireEvent =
  | (Wire<'session-started'> & { principal: string; target: string; login: string })
  | (Wire<'session-ended'> & { reason: string; detail: string })
  | (WireOfStream<'stream-opened'> & { visibility: string })
  | WireOfStream<'stream-closed'>
  | (WireOfStream<'terminal-opened'> & { terminalType: string; columns: number; rows: number })
  | (WireOfStream<'terminal-resized'> & { columns: number; rows: number })
  | (WireOfStream<'environment-set'> & { name: string } & WireContent)
  | WireOfStream<'shell-started'>
  | (WireOfStream<'command-started'> & WireContent)
  | (WireOfStream<'output'> & WireContent)
  | (WireOfStream<'error-output'> & WireContent)
  | (WireOfStream<'input'> & { length: number })
  | WireOfStream<'end-of-input'>
  | WireOfStream<'end-of-output'>
  | (WireOfStream<'signal-sent'> & { signal: string })
  | (WireOfStream<'break-sent'> & { millis: number })
  | (WireOfStream<'exited'> & { status: number })
  | (WireOfStream<'killed'> & { signal: string; coreDumped: boolean; message: string })
  | (WireOfStream<'refused'> & { what: string; reason: string })
  | (WireOfStream<'stream-attached'> & { request: number; purpose: string; detail: string })
  | WireContentLimited
  | WireContentDigest
  | Wire<ToldElsewhere>
  | Wire<'audited'>
  | (Wire<'target-connected'> & { localAddress: string; localPort: number; remoteAddress: string; remotePort: number })
  | (Wire<'unknown'> & { kind: number });

/** Bytes as the target wrote them; they need not be valid UTF-8. */
export interface Content {
  bytes: Uint8Array;
  withheld: { reason: string; length: number } | undefined;
}

/** An event in the player: its time is in seconds, its content is bytes. */
export interface TapeEvent {
  sequence: number;
  time: number;
  /** Undefined for events that belong to the session as a whole. */
  stream: number | undefined;
  wire: WireEvent;
  content: Content | undefined;
}

const MICROS_PER_SECOND = 1_000_000;
const NO_BYTES = new Uint8Array(0);

export function toTapeEvent(wire: WireEvent): TapeEvent {
  return {
    sequence: wire.sequence,
    time: wire.offsetMicros / MICROS_PER_SECOND,
    stream: 'stream' in wire ? wire.stream : undefined,
    wire: withoutData(wire),
    content: contentOf(wire),
  };
}

function contentOf(wire: WireEvent): Content | undefined {
  if (!('data' in wire) && !('withheld' in wire)) {
    return undefined;
  }
  return {
    bytes: wire.data === undefined ? NO_BYTES : decodeBase64(wire.data),
    withheld: wire.withheld,
  };
}

/** The decoded bytes are kept; keeping the base64 beside them would more than double the memory. */
function withoutData(wire: WireEvent): WireEvent {
  if ('data' in wire) {
    const { data: _, ...rest } = wire;
    return rest as WireEvent;
  }
  return wire;
}

export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

const lenientUtf8 = new TextDecoder('utf-8', { fatal: false });

/** Invalid UTF-8 becomes replacement characters. */
export function decodeText(bytes: Uint8Array): string {
  return lenientUtf8.decode(bytes);
}

/**
 * Text that a person wrote or a target sent, made harmless for one line: control and direction
 * characters are shown, not obeyed.
 */
export function visibleText(text: string): string {
  let visible = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) {
      visible += '^' + String.fromCharCode(code + 0x40);
    } else if (code === 0x7f) {
      visible += '^?';
    } else if ((code >= 0x80 && code < 0xa0) || isDirectionControl(code)) {
      visible += `<${code.toString(16).padStart(4, '0')}>`;
    } else {
      visible += character;
    }
  }
  return visible;
}

function isDirectionControl(code: number): boolean {
  return (
    code === 0x061c ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}
