// Text that somebody wrote, in letters of one width. Rendered as text, never as markup; what is long is folded.
import { useState } from 'preact/hooks';
import { visibleText } from '../events';

const FOLDED_LINES = 8;
const FOLDED_CHARACTERS = 900;

export function FoldedText(props: { text: string; label: string; cut?: boolean }) {
  const [open, setOpen] = useState(false);
  const lines = props.text.split(/\r\n|\n/);
  const folded = beginning(lines);
  const isLong = folded.length < props.text.length - 1 && folded !== lines.join('\n');
  const shown = open || !isLong ? lines.join('\n') : folded;
  return (
    <>
      <pre class="story-text" aria-label={props.label} tabIndex={open && isLong ? 0 : undefined}>
        {visibleLines(shown)}
        {isLong && !open && <span class="fold-mark"> …</span>}
      </pre>
      {isLong && (
        <button type="button" class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Fold' : `Show ${props.cut === true ? 'the first' : 'all'} ${lines.length > FOLDED_LINES ? `${lines.length} lines` : `${props.text.length} characters`}`}
        </button>
      )}
    </>
  );
}

function beginning(lines: readonly string[]): string {
  return lines.slice(0, FOLDED_LINES).join('\n').slice(0, FOLDED_CHARACTERS);
}

/** Line breaks and tabulators are obeyed, all other control characters are shown. */
export function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(visibleText).join('  '))
    .join('\n');
}
