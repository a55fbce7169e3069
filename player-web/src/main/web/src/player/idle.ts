// Idle skipping: a map between the time of the recording and the time that playing it takes.

/** A pause up to this long is rhythm; a longer one is waiting. */
export const IDLE_LONGER_THAN_SECONDS = 2;

/** What is left of a skipped pause, so that the eye sees that there was one. */
export const IDLE_KEPT_SECONDS = 0.5;

export interface Gap {
  from: number;
  to: number;
  /** How much shorter playing is at the end of this gap, all gaps before included. */
  savedAtEnd: number;
}

/**
 * Piecewise linear and strictly increasing, so that it can be inverted: inside a gap the recording
 * runs by so much faster that the gap takes {@link IDLE_KEPT_SECONDS}.
 */
export class IdleMap {
  private constructor(readonly gaps: readonly Gap[]) {}

  static readonly NOTHING_SKIPPED = new IdleMap([]);

  /**
   * @param times when something happened, in ascending order
   * @param start before this nothing is known, and nothing is skipped
   */
  static of(times: Iterable<number>, end: number, start = 0): IdleMap {
    const gaps: Gap[] = [];
    let previous = start;
    let saved = 0;
    const look = (time: number) => {
      if (time - previous > IDLE_LONGER_THAN_SECONDS) {
        saved += time - previous - IDLE_KEPT_SECONDS;
        gaps.push({ from: previous, to: time, savedAtEnd: saved });
      }
      previous = Math.max(previous, time);
    };
    for (const time of times) {
      look(time);
    }
    look(end);
    return new IdleMap(gaps);
  }

  toPlayed(recorded: number): number {
    const index = lastIndexWhere(this.gaps, (gap) => gap.from <= recorded);
    const gap = this.gaps[index];
    if (gap === undefined) {
      return recorded;
    }
    if (recorded >= gap.to) {
      return recorded - gap.savedAtEnd;
    }
    const share = (recorded - gap.from) / (gap.to - gap.from);
    return this.playedAtStart(index) + share * IDLE_KEPT_SECONDS;
  }

  toRecorded(played: number): number {
    const index = lastIndexWhere(this.gaps, (_, i) => this.playedAtStart(i) <= played);
    const gap = this.gaps[index];
    if (gap === undefined) {
      return played;
    }
    const inside = played - this.playedAtStart(index);
    if (inside >= IDLE_KEPT_SECONDS) {
      return played + gap.savedAtEnd;
    }
    return gap.from + (inside / IDLE_KEPT_SECONDS) * (gap.to - gap.from);
  }

  private playedAtStart(index: number): number {
    const gap = this.gaps[index];
    return gap === undefined ? 0 : gap.from - (this.gaps[index - 1]?.savedAtEnd ?? 0);
  }
}

/** The last index whose element answers true, where all trues come before all falses; else -1. */
export function lastIndexWhere<Element>(
  elements: readonly Element[],
  holds: (element: Element, index: number) => boolean,
): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(elements[middle] as Element, middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
