// Ties tape, clock and projector together. Knows no DOM but the ticking of frames.
import { ApiProblem, isAbort, type ScreenMoment } from '../api';
import { decodeBase64 } from '../events';
import { Clock } from './clock';
import { IdleMap } from './idle';
import { loadTape, type Loading, type LoaderPorts } from './loader';
import { Projector, type Surface } from './projector';
import { Tape } from './tape';

/** How far behind the newest event a viewer who follows is put after a quiet time. */
const FOLLOW_BEHIND_SECONDS = 1;

/** Drawing more than this is felt; then it is asked what the screen showed. */
const MOST_DRAWN_BYTES = 2 * 1024 * 1024;

const MICROS_PER_SECOND = 1_000_000;

/** Within this of the newest event one counts as following. */
const EDGE_SECONDS = 0.05;

export interface PlayerStart {
  /** Where to begin, in seconds; playing then waits for the person. */
  at: number | undefined;
  stream: number | undefined;
  live: boolean;
  knownDurationMillis: number | null;
  autoplay: boolean;
}

export class Player {
  readonly tape = new Tape();
  readonly clock = new Clock();
  stream: number | undefined;
  loading: Loading = { kind: 'loading' };
  /** Whether new events of a live session are shown as they come. */
  following: boolean;

  private readonly projector: Projector;
  private abort = new AbortController();
  /** Ends the question what the screen showed, when another moment is wanted. */
  private leapAbort = new AbortController();
  /** Whether the moment that is waited for was asked about; then it is waited for in any case. */
  private hasAsked = false;
  /** A moment that was asked for and is not loaded yet. */
  private pendingSeek: number | undefined;

  constructor(
    surface: Surface,
    private readonly ports: LoaderPorts,
    private readonly start: PlayerStart,
    private readonly changed: () => void,
  ) {
    this.projector = new Projector(this.tape, surface, changed);
    this.stream = start.stream;
    this.pendingSeek = start.at;
    this.following = start.live && start.at === undefined;
    this.clock.playing = start.autoplay && start.at === undefined;
    this.tape.knownDuration = start.live ? 0 : (start.knownDurationMillis ?? 0) / 1000;
    this.load();
  }

  private load(): void {
    const signal = this.abort.signal;
    const loaded = (loading: Loading) => !signal.aborted && this.onLoaded(loading);
    loadTape(this.tape, this.ports, loaded, signal).catch((failure: unknown) => {
      loaded({ kind: 'failed', problem: new ApiProblem(-1, 'page-error', String(failure)) });
    });
  }

  /** How far playing can go now. */
  get end(): number {
    return this.tape.loadedTo;
  }

  get duration(): number {
    return this.tape.duration;
  }

  get isLive(): boolean {
    return this.start.live && !this.tape.complete && this.loading.kind !== 'full' && this.loading.kind !== 'failed';
  }

  /** Waiting for events that should come soon. */
  get isWaiting(): boolean {
    const starved = !this.tape.complete && !this.isLive && this.loading.kind !== 'full' && this.clock.position >= this.end;
    return this.pendingSeek !== undefined || starved;
  }

  get isAtEnd(): boolean {
    return this.tape.complete && this.clock.position >= this.end;
  }

  /** @returns whether anything changed that is seen outside the terminal */
  tick(wallSeconds: number): boolean {
    if (this.stream === undefined || this.pendingSeek !== undefined || this.projector.behind) {
      return false;
    }
    const moved = this.clock.tick(wallSeconds, this.idle(), this.end);
    if (this.clock.playing && this.isAtEnd) {
      this.clock.playing = false;
      this.projector.show(this.stream, this.clock.position);
      return true;
    }
    if (moved) {
      this.projector.show(this.stream, this.clock.position);
    }
    return moved;
  }

  toggle(): void {
    if (this.isAtEnd && !this.clock.playing) {
      this.seek(0);
    }
    this.clock.playing = !this.clock.playing;
    if (!this.clock.playing) {
      this.following = false;
    }
    this.changed();
  }

  seek(time: number): void {
    const target = Math.min(Math.max(0, time), this.duration);
    this.following = this.isLive && target >= this.end - EDGE_SECONDS;
    this.leapAbort.abort();
    this.hasAsked = false;
    if (this.mayLeap(target)) {
      this.leap(target);
    } else {
      this.seekByDrawing(target);
    }
    this.changed();
  }

  /** Whether coming there by drawing takes long, or is not possible from what is loaded. */
  private mayLeap(target: number): boolean {
    if (this.ports.screen === undefined || this.start.live || this.stream === undefined) {
      return false;
    }
    const isLoaded = target >= this.tape.loadedFrom && (target <= this.end || this.tape.complete);
    return !isLoaded || this.projector.bytesTo(this.stream, target) > MOST_DRAWN_BYTES;
  }

  private leap(target: number): void {
    const { stream, ports } = this;
    if (stream === undefined || ports.screen === undefined) {
      return;
    }
    this.hasAsked = true;
    this.pendingSeek = target;
    this.clock.position = target;
    this.leapAbort = new AbortController();
    const signal = this.leapAbort.signal;
    ports.screen(stream, Math.floor(target * MICROS_PER_SECOND), signal).then(
      (screen) => !signal.aborted && this.onScreen(stream, target, screen),
      // Without an answer there is still the long way.
      (failure: unknown) => !signal.aborted && !isAbort(failure) && this.onScreen(stream, target, null),
    );
  }

  private onScreen(stream: number, target: number, screen: ScreenMoment | null): void {
    if (screen === null) {
      this.seekByDrawing(target);
      this.changed();
      return;
    }
    const time = screen.offsetMicros / MICROS_PER_SECOND;
    this.projector.startFrom({ ...screen, stream, time, data: decodeBase64(screen.data) });
    const last = this.tape.events.at(-1)?.sequence ?? -1;
    const isLoaded = screen.next >= this.tape.firstSequence && screen.next <= last + 1;
    if (!isLoaded) {
      this.loadFrom(time, screen.next);
    }
    this.pendingSeek = undefined;
    this.clock.seek(target, Math.max(target, this.end));
    this.draw();
    this.changed();
  }

  private loadFrom(time: number, sequence: number): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.tape.leap(time, sequence);
    this.loading = { kind: 'loading' };
    this.load();
  }

  private seekByDrawing(target: number): void {
    if (target < this.tape.loadedFrom) {
      this.projector.startFrom(undefined);
      this.loadFrom(0, 0);
    }
    if (target > this.end && !this.tape.complete && this.loading.kind !== 'full' && !this.isLive) {
      this.pendingSeek = target;
      this.clock.position = target;
    } else {
      this.pendingSeek = undefined;
      this.clock.seek(target, this.end);
      this.draw();
    }
  }

  followLive(): void {
    this.clock.playing = true;
    this.seek(this.end);
    this.following = true;
  }

  step(direction: 1 | -1): void {
    if (this.stream === undefined) {
      return;
    }
    const moment =
      direction === 1
        ? this.tape.nextMoment(this.stream, this.clock.position)
        : this.tape.previousMoment(this.stream, this.clock.position);
    this.clock.playing = false;
    this.seek(moment ?? (direction === 1 ? this.end : this.tape.loadedFrom));
  }

  choose(stream: number): void {
    this.stream = stream;
    if (this.tape.loadedFrom > 0) {
      this.leap(this.clock.position); // What this stream showed before is not on the tape.
    } else {
      this.draw();
    }
    this.changed();
  }

  close(): void {
    this.abort.abort();
    this.leapAbort.abort();
    this.projector.close();
  }

  private idle(): IdleMap {
    return this.stream === undefined ? IdleMap.NOTHING_SKIPPED : this.tape.idleMap(this.stream);
  }

  private draw(): void {
    if (this.stream !== undefined) {
      this.projector.show(this.stream, this.clock.position);
    }
  }

  private onLoaded(loading: Loading): void {
    this.loading = loading;
    if (this.stream === undefined || this.tape.track(this.stream) === undefined) {
      this.stream = this.tape.mainStream();
    }
    if (this.pendingSeek !== undefined && !this.hasAsked && this.pendingSeek > this.end && this.mayLeap(this.pendingSeek)) {
      this.leap(this.pendingSeek);
    }
    const isFinal = this.tape.complete || loading.kind === 'full';
    if (this.pendingSeek !== undefined && (isFinal || this.pendingSeek <= this.end || this.isLive)) {
      const target = this.pendingSeek;
      this.pendingSeek = undefined;
      this.leapAbort.abort();
      this.clock.seek(target, this.end);
    }
    if (this.following && this.clock.playing) {
      this.clock.position = Math.max(this.clock.position, this.end - FOLLOW_BEHIND_SECONDS);
    }
    this.draw();
    this.changed();
  }
}
