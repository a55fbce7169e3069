// What has been loaded of a recording, in order, and what its streams are.
import { decodeText, toTapeEvent, visibleText, type TapeEvent, type WireEvent } from '../events';
import { IdleMap, lastIndexWhere } from './idle';

/** What is known of one stream. */
export interface StreamTrack {
  stream: number;
  kind: 'shell' | 'command' | 'other';
  command: string | undefined;
  hasTerminal: boolean;
  visibility: string;
  /** All loaded events of the stream. */
  events: TapeEvent[];
}

/**
 * Events in ascending order. Loaded from the front and never with holes, so that what lies before
 * {@link loadedTo} can be shown.
 */
export class Tape {
  readonly events: TapeEvent[] = [];
  readonly tracks = new Map<number, StreamTrack>();
  contentBytes = 0;
  /** Changes whenever something is added. */
  version = 0;
  /** Whether there is nothing more to load. */
  complete = false;
  /** How long the recording is known to be, in seconds; at least as long as what is loaded. */
  knownDuration = 0;

  /** Where the tape begins, in seconds; more than 0 after a leap to a key frame. */
  loadedFrom = 0;
  /** Sequence number of its first event. */
  firstSequence = 0;

  private idleMaps = new Map<number, { version: number; end: number; map: IdleMap }>();

  /** Events that are already here are passed over, so asking twice does no harm. */
  append(wires: readonly WireEvent[]): void {
    let last = this.events.at(-1)?.sequence ?? this.firstSequence - 1;
    for (const wire of wires) {
      if (wire.sequence <= last) {
        continue;
      }
      last = wire.sequence;
      const event = toTapeEvent(wire);
      this.events.push(event);
      this.contentBytes += event.content?.bytes.length ?? 0;
      this.note(event);
    }
    if (wires.length > 0) {
      this.version++;
    }
  }

  /** Forgets all events, to go on from another place; what is known of the streams stays. */
  leap(time: number, sequence: number): void {
    this.events.length = 0;
    this.contentBytes = 0;
    this.complete = false;
    this.loadedFrom = time;
    this.firstSequence = sequence;
    for (const track of this.tracks.values()) {
      track.events.length = 0;
    }
    this.version++;
  }

  /** How much has to be drawn to come from one event of a stream to a moment. */
  bytesBetween(stream: number, fromSequence: number, time: number): number {
    let bytes = 0;
    for (const event of this.track(stream)?.events ?? []) {
      if (event.time > time) {
        break;
      }
      bytes += event.sequence >= fromSequence ? (event.content?.bytes.length ?? 0) : 0;
    }
    return bytes;
  }

  get loadedTo(): number {
    return this.complete ? this.duration : Math.max(this.loadedFrom, this.events.at(-1)?.time ?? 0);
  }

  get duration(): number {
    return Math.max(this.knownDuration, this.events.at(-1)?.time ?? 0);
  }

  track(stream: number): StreamTrack | undefined {
    return this.tracks.get(stream);
  }

  /** The stream that a person most likely wants to see: the first shell, else the first command. */
  mainStream(): number | undefined {
    const tracks = [...this.tracks.values()];
    const track = tracks.find((candidate) => candidate.kind === 'shell') ?? tracks.find((candidate) => candidate.kind === 'command') ?? tracks[0];
    return track?.stream;
  }

  /** Where nothing is seen to happen on a stream. */
  idleMap(stream: number): IdleMap {
    const end = this.complete ? this.duration : this.loadedTo;
    const kept = this.idleMaps.get(stream);
    if (kept !== undefined && kept.version === this.version && kept.end === end) {
      return kept.map;
    }
    const times = (this.track(stream)?.events ?? []).filter(isSeen).map((event) => event.time);
    const map = IdleMap.of(times, end, this.loadedFrom);
    this.idleMaps.set(stream, { version: this.version, end, map });
    return map;
  }

  /** The next moment at which something is seen to happen. */
  nextMoment(stream: number, after: number): number | undefined {
    const events = this.track(stream)?.events ?? [];
    for (let i = lastIndexWhere(events, (event) => event.time <= after) + 1; i < events.length; i++) {
      const event = events[i] as TapeEvent;
      if (isSeen(event)) {
        return event.time;
      }
    }
    return undefined;
  }

  previousMoment(stream: number, before: number): number | undefined {
    const events = this.track(stream)?.events ?? [];
    for (let i = lastIndexWhere(events, (event) => event.time < before); i >= 0; i--) {
      const event = events[i] as TapeEvent;
      if (isSeen(event)) {
        return event.time;
      }
    }
    return undefined;
  }

  private note(event: TapeEvent): void {
    if (event.stream === undefined) {
      return;
    }
    let track = this.tracks.get(event.stream);
    if (track === undefined) {
      track = { stream: event.stream, kind: 'other', command: undefined, hasTerminal: false, visibility: 'content', events: [] };
      this.tracks.set(event.stream, track);
    }
    track.events.push(event);
    switch (event.wire.type) {
      case 'stream-opened':
        track.visibility = event.wire.visibility;
        break;
      case 'terminal-opened':
        track.hasTerminal = true;
        break;
      case 'shell-started':
        track.kind = 'shell';
        break;
      case 'command-started':
        track.kind = 'command';
        track.command = commandText(event);
        break;
      default:
    }
  }
}

/** The command of a `command-started` event, in one harmless line. */
export function commandText(event: TapeEvent): string {
  const withheld = event.content?.withheld;
  return withheld !== undefined
    ? withheldText(withheld)
    : visibleText(decodeText(event.content?.bytes ?? new Uint8Array(0)));
}

export function withheldText(withheld: { reason: string; length: number }): string {
  return `[${byteCount(withheld.length)} withheld: ${withheld.reason}]`;
}

/** What is said where content stops, and where what is not kept of it has passed; undefined for other events. */
export function limitText(event: TapeEvent): string | undefined {
  const wire = event.wire;
  if (wire.type === 'content-limited') {
    return `from here on the ${wire.flow} is not kept; its first ${byteCount(wire.keptBytes)} are`;
  }
  if (wire.type === 'content-digest' && wire.ended) {
    return `the ${wire.flow} was ${byteCount(wire.bytes)}, of which ${wire.withheldBytes} are not kept; SHA-256 ${wire.sha256}`;
  }
  return undefined;
}

function byteCount(count: number): string {
  return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
}

/** Behind a limit the units are many; where it is and how much they were is said by events of their own. */
export function isBehindLimit(event: TapeEvent): boolean {
  return event.content?.withheld?.reason === 'over-limit';
}

/** Whether the event changes what the screen shows. */
export function isSeen(event: TapeEvent): boolean {
  switch (event.wire.type) {
    case 'output':
    case 'error-output':
      return !isBehindLimit(event);
    case 'terminal-opened':
    case 'terminal-resized':
    case 'command-started':
      return true;
    case 'content-limited':
      return true;
    case 'content-digest':
      return event.wire.ended;
    default:
      return false;
  }
}
