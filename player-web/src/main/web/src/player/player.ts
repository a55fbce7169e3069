// Ties tape, clock and projector together. Knows no DOM but the ticking of frames.
import { ApiProblem } from '../api';
import { Clock } from './clock';
import { IdleMap } from './idle';
import { loadTape, type Loading, type LoaderPorts } from './loader';
import { Projector, type Surface } from './projector';
import { Tape } from './tape';

/** How far behind the newest event a viewer who follows is put after a quiet time. */
const FOLLOW_BEHIND_SECONDS = 1;

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
  private readonly abort = new AbortController();
  /** A moment that was asked for and is not loaded yet. */
  private pendingSeek: number | undefined;

  constructor(
    surface: Surface,
    ports: LoaderPorts,
    private readonly start: PlayerStart,
    private readonly changed: () => void,
  ) {
    this.projector = new Projector(this.tape, surface, changed);
    this.stream = start.stream;
    this.pendingSeek = start.at;
    this.following = start.live && start.at === undefined;
    this.clock.playing = start.autoplay && start.at === undefined;
    this.tape.knownDuration = start.live ? 0 : (start.knownDurationMillis ?? 0) / 1000;
    loadTape(this.tape, ports, (loading) => this.onLoaded(loading), this.abort.signal).catch((failure: unknown) => {
      this.onLoaded({ kind: 'failed', problem: new ApiProblem(-1, 'page-error', String(failure)) });
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
    if (target > this.end && !this.tape.complete && this.loading.kind !== 'full' && !this.isLive) {
      this.pendingSeek = target;
      this.clock.position = target;
    } else {
      this.pendingSeek = undefined;
      this.clock.seek(target, this.end);
      this.draw();
    }
    this.changed();
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
    this.seek(moment ?? (direction === 1 ? this.end : 0));
  }

  choose(stream: number): void {
    this.stream = stream;
    this.draw();
    this.changed();
  }

  close(): void {
    this.abort.abort();
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
    const isFinal = this.tape.complete || loading.kind === 'full';
    if (this.pendingSeek !== undefined && (isFinal || this.pendingSeek <= this.end || this.isLive)) {
      const target = this.pendingSeek;
      this.pendingSeek = undefined;
      this.clock.seek(target, this.end);
    }
    if (this.following && this.clock.playing) {
      this.clock.position = Math.max(this.clock.position, this.end - FOLLOW_BEHIND_SECONDS);
    }
    this.draw();
    this.changed();
  }
}
