// What the timeline draws: how much happened when, and the marks on it.
import type { TapeEvent } from '../events';
import type { StreamTrack } from './tape';

/**
 * How busy each of `count` equal parts of the recording was, from 0 to 1. Bytes differ by six
 * orders of magnitude between a keystroke and a build log, so the scale is logarithmic.
 */
export function activity(events: readonly TapeEvent[], duration: number, count: number): number[] {
  const sums = new Array<number>(count).fill(0);
  if (duration <= 0) {
    return sums;
  }
  for (const event of events) {
    if (event.wire.type === 'output' || event.wire.type === 'error-output') {
      const length = event.content?.withheld?.length ?? event.content?.bytes.length ?? 0;
      const part = Math.min(count - 1, Math.floor((event.time / duration) * count));
      sums[part] = (sums[part] ?? 0) + length;
    }
  }
  const scaled = sums.map((sum) => Math.log1p(sum));
  const most = Math.max(...scaled);
  return most === 0 ? sums : scaled.map((value) => value / most);
}

/** The outline of the activity as an SVG path in a box of `count` × 1, base line at the bottom. */
export function activityPath(levels: readonly number[]): string {
  let path = 'M0 1';
  levels.forEach((level, i) => {
    const top = (1 - level).toFixed(3);
    path += `L${i} ${top}L${i + 1} ${top}`;
  });
  return `${path}L${levels.length} 1Z`;
}

export type MarkKind = 'command' | 'resize' | 'end' | 'refused';

export interface Mark {
  time: number;
  kind: MarkKind;
}

/** More marks than this nobody can tell apart. */
const MOST_MARKS = 400;

export function marks(track: StreamTrack | undefined): Mark[] {
  const found: Mark[] = [];
  for (const event of track?.events ?? []) {
    const kind = markKind(event);
    if (kind !== undefined && found.length < MOST_MARKS) {
      found.push({ time: event.time, kind });
    }
  }
  return found;
}

function markKind(event: TapeEvent): MarkKind | undefined {
  switch (event.wire.type) {
    case 'command-started':
    case 'shell-started':
      return 'command';
    case 'terminal-resized':
      return 'resize';
    case 'refused':
      return 'refused';
    case 'exited':
    case 'killed':
      return 'end';
    default:
      return undefined;
  }
}

/** The moment under a pointer. */
export function timeAt(pointerX: number, left: number, width: number, duration: number): number {
  if (width <= 0) {
    return 0;
  }
  return Math.min(1, Math.max(0, (pointerX - left) / width)) * duration;
}

/** The `t` of a link to a moment; undefined when it is none. */
export function parseMoment(text: string | null): number | undefined {
  if (text === null || !/^\d{1,9}(\.\d{1,6})?$/.test(text)) {
    return undefined;
  }
  return Number(text);
}

/** A tenth of a second is as exact as a person can point; rounded down, so that the link shows what was seen. */
export function momentText(seconds: number): string {
  return (Math.floor(seconds * 10 + 1e-6) / 10).toString();
}
