// Each statement and each request has an address: the session's, with `#statement-7` or `#request-7`.
import { useEffect, useRef } from 'preact/hooks';
import { clockTime } from '../format';
import { ROWS_AT_ONCE } from './storyStatus';

const MICROS_PER_SECOND = 1_000_000;

/** When it began; a link to it. */
export function StoryTime(props: { name: string; title: string; offsetMicros: number }) {
  return (
    <a class="story-time" href={`#${props.name}`} title={props.title}>
      {clockTime(props.offsetMicros / MICROS_PER_SECOND, true)}
    </a>
  );
}

/** How many rows to draw so that the one that the address names is among them. */
export function rowsFor(kind: 'statement' | 'request'): number {
  const number = new RegExp(`^#${kind}-([1-9]\\d{0,8})$`).exec(window.location.hash)?.[1];
  return ROWS_AT_ONCE * Math.max(1, Math.ceil(Number(number ?? 0) / ROWS_AT_ONCE));
}

/**
 * Goes to the row that the address names as soon as it is there. The browser has looked for it
 * before anything was loaded, so it is asked to look again, once.
 */
export function useLinkedStory(version: number): void {
  const found = useRef(false);
  useEffect(() => {
    const name = window.location.hash.slice(1);
    if (!found.current && name !== '' && document.getElementById(name) !== null) {
      found.current = true;
      window.location.replace(`#${name}`);
    }
  }, [version]);
}
