// Brings a surface to the state that a stream had at a moment.
import type { TapeEvent } from '../events';
import { lastIndexWhere } from './idle';
import { DEFAULT_COLUMNS, DEFAULT_ROWS, PLAIN_COLUMNS, PLAIN_ROWS, strokesOf } from './strokes';
import type { Tape } from './tape';

/** What the projector draws on; the terminal in the browser, a fake in tests. */
export interface Surface {
  write(data: Uint8Array | string): void;
  /** Completes when everything written so far has been drawn. */
  flushed(): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Clears everything, colours and modes too; takes its turn among the writes. */
  reset(): void;
  /** Whether a lone line feed also returns to the first column, as for streams without a terminal. */
  returnOnLineFeed(on: boolean): void;
}

/** What a stream showed at a moment; drawing may begin there instead of at the tape's start. */
export interface Painting {
  stream: number;
  time: number;
  /** Sequence number of the first event that is not in it. */
  next: number;
  columns: number;
  rows: number;
  hasTerminal: boolean;
  data: Uint8Array;
}

/** Longest stretch written without looking whether something else is wanted by now. */
const BYTES_BETWEEN_LOOKS = 256 * 1024;

/**
 * A terminal cannot go back, so going back is starting again. One stretch of drawing runs at a
 * time; a newer wish is noticed between two stretches and wins.
 */
export class Projector {
  private stream: number | undefined;
  private cursor = 0;
  private shownTo = -1;
  private wanted: { stream: number; time: number } | undefined;
  private running = false;
  private closed = false;
  private painting: Painting | undefined;
  private paintingIsNew = false;

  constructor(
    private readonly tape: Tape,
    private readonly surface: Surface,
    private readonly settled: () => void = () => undefined,
  ) {}

  /** Whether the surface is behind what was wanted. */
  get behind(): boolean {
    return this.running;
  }

  show(stream: number, time: number): void {
    this.wanted = { stream, time };
    if (!this.running && !this.closed && this.hasWork(this.wanted)) {
      this.running = true;
      void this.draw();
    }
  }

  /** Draws from a painting from now on, wherever it is not later than what is wanted. */
  startFrom(painting: Painting | undefined): void {
    this.painting = painting;
    this.paintingIsNew = true;
  }

  /** How much has to be drawn to show a moment. */
  bytesTo(stream: number, time: number): number {
    const isOnward = stream === this.stream && time >= this.shownTo && !this.paintingIsNew;
    const next = isOnward ? this.tape.track(stream)?.events[this.cursor]?.sequence : this.paintingFor({ stream, time })?.next;
    return isOnward && next === undefined ? 0 : this.tape.bytesBetween(stream, next ?? 0, time);
  }

  close(): void {
    this.closed = true;
  }

  private paintingFor(wanted: { stream: number; time: number }): Painting | undefined {
    const painting = this.painting;
    return painting !== undefined && painting.stream === wanted.stream && painting.time <= wanted.time ? painting : undefined;
  }

  private mustStartAgain(wanted: { stream: number; time: number }): boolean {
    return wanted.stream !== this.stream || wanted.time < this.shownTo || this.paintingIsNew;
  }

  private hasWork(wanted: { stream: number; time: number }): boolean {
    if (this.mustStartAgain(wanted)) {
      return true;
    }
    const next = this.tape.track(wanted.stream)?.events[this.cursor];
    return next !== undefined && next.time <= wanted.time;
  }

  private async draw(): Promise<void> {
    while (!this.closed && this.wanted !== undefined && this.hasWork(this.wanted)) {
      const wanted = this.wanted;
      if (this.mustStartAgain(wanted)) {
        await this.startAgain(wanted);
      }
      await this.stretch(wanted.stream, wanted.time);
    }
    this.running = false;
    this.settled();
  }

  private async startAgain(wanted: { stream: number; time: number }): Promise<void> {
    const painting = this.paintingFor(wanted);
    const track = this.tape.track(wanted.stream);
    const hasTerminal = painting?.hasTerminal ?? track?.hasTerminal ?? false;
    this.paintingIsNew = false;
    this.stream = wanted.stream;
    this.cursor = 0;
    this.shownTo = -1;
    this.surface.reset();
    await this.surface.flushed();
    if (painting !== undefined) {
      this.cursor = lastIndexWhere(track?.events ?? [], (event) => event.sequence < painting.next) + 1;
      this.shownTo = painting.time;
      this.surface.returnOnLineFeed(!hasTerminal);
      this.surface.resize(painting.columns, painting.rows);
      this.surface.write(painting.data);
      return;
    }
    this.surface.returnOnLineFeed(!hasTerminal);
    this.surface.resize(hasTerminal ? DEFAULT_COLUMNS : PLAIN_COLUMNS, hasTerminal ? DEFAULT_ROWS : PLAIN_ROWS);
  }

  private async stretch(stream: number, time: number): Promise<void> {
    const track = this.tape.track(stream);
    let bytes = 0;
    while (track !== undefined && bytes < BYTES_BETWEEN_LOOKS && !this.closed) {
      const event: TapeEvent | undefined = track.events[this.cursor];
      if (event === undefined || event.time > time) {
        this.shownTo = time;
        break;
      }
      this.cursor++;
      this.shownTo = event.time;
      if (event.wire.type === 'terminal-opened') {
        this.surface.returnOnLineFeed(false);
      }
      for (const stroke of strokesOf(event, track)) {
        if (stroke.kind === 'write') {
          this.surface.write(stroke.data);
          bytes += stroke.data.length;
        } else {
          // Writes are drawn later, a change of size is at once: let the writes come first.
          await this.surface.flushed();
          this.surface.resize(stroke.columns, stroke.rows);
        }
      }
    }
    await this.surface.flushed();
  }
}
