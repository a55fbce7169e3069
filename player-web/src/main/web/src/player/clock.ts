// Where playing stands, and how it moves on.
import type { IdleMap } from './idle';

export const SPEEDS: readonly number[] = [0.5, 1, 2, 4, 8, 16];

/** A tab that slept must not leap when it wakes. */
const LONGEST_TICK_SECONDS = 0.25;

/** Positions are seconds since the recording began. */
export class Clock {
  position = 0;
  playing = false;
  speed = 1;
  skipIdle = true;

  /**
   * Moves on by so much time of the wall, never past `end`.
   *
   * @returns whether the position changed
   */
  tick(wallSeconds: number, idle: IdleMap, end: number): boolean {
    if (!this.playing) {
      return false;
    }
    const step = Math.min(wallSeconds, LONGEST_TICK_SECONDS) * this.speed;
    const next = this.skipIdle ? idle.toRecorded(idle.toPlayed(this.position) + step) : this.position + step;
    const before = this.position;
    this.position = Math.min(Math.max(next, before), Math.max(end, before));
    return this.position !== before;
  }

  seek(position: number, end: number): void {
    this.position = Math.min(Math.max(0, position), end);
  }

  faster(): void {
    this.speed = SPEEDS.find((speed) => speed > this.speed) ?? this.speed;
  }

  slower(): void {
    this.speed = [...SPEEDS].reverse().find((speed) => speed < this.speed) ?? this.speed;
  }
}
