// The terminal that is drawn in the browser. What it is fed was written by targets that may be
// hostile, so everything by which a terminal acts, and not only shows, is cut off here.
import { Terminal, type ITheme } from '@xterm/xterm';
import type { Surface } from './projector';
import { DEFAULT_COLUMNS, DEFAULT_ROWS } from './strokes';

const FONT_STACK = 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
const LARGEST_FONT_PIXELS = 20;
const LARGEST_FONT_IN_FULL_SCREEN_PIXELS = 48;
const SMALLEST_FONT_PIXELS = 2;
const SCROLLBACK_LINES = 2000;

/**
 * Operating system commands (OSC) talk to the terminal program and not to the screen: titles (0–2),
 * palette (4, 10–19, 104, 110–119), working directory (7), links (8), notifications (9, 777),
 * clipboard (52), shell integration (133, 633), files and images (1337). None of them is obeyed.
 */
const IGNORED_OSC = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 50, 51, 52, 66, 99, 104, 105, 106, 110,
  111, 112, 113, 114, 115, 116, 117, 118, 119, 133, 176, 555, 633, 777, 1337,
];

/** Modes that would take the mouse or the keyboard from the viewer: mouse reports, focus reports, paste brackets. */
const IGNORED_MODES = new Set([9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 2004, 2031]);

/**
 * What these ask for the terminal does as often as they say, one by one: repeating a character, tabs,
 * inserting, deleting and scrolling lines. Two thousand million times would hold the page for minutes.
 */
const REPEATED_FINALS = ['b', 'I', 'L', 'M', 'S', 'T', 'Z', '^'];

/** As large as the largest screen; more changes nothing that is seen. */
const MOST_REPEATS = 1000;

/** The recorded colours were chosen on a dark ground, so the screen is dark in both themes. */
const THEME: ITheme = {
  background: '#15181b',
  foreground: '#dedbd2',
  cursor: '#e58d73',
  cursorAccent: '#15181b',
  selectionBackground: '#4a5560',
  black: '#22262a',
  red: '#e0705a',
  green: '#8fb573',
  yellow: '#d9b36a',
  blue: '#7aa5cf',
  magenta: '#b991c4',
  cyan: '#77b5b0',
  white: '#cfccc3',
  brightBlack: '#7d8388',
  brightRed: '#f0907a',
  brightGreen: '#abd08e',
  brightYellow: '#efcd8a',
  brightBlue: '#9cc2e6',
  brightMagenta: '#d3aedd',
  brightCyan: '#97d1cc',
  brightWhite: '#f4f1e9',
};

export class Screen implements Surface {
  private readonly terminal: Terminal;
  private readonly observer: ResizeObserver;
  private readonly cell: { width: number; height: number };

  constructor(private readonly stage: HTMLElement) {
    this.terminal = new Terminal({
      cols: DEFAULT_COLUMNS,
      rows: DEFAULT_ROWS,
      allowProposedApi: false,
      convertEol: false,
      cursorBlink: false,
      cursorInactiveStyle: 'block',
      disableStdin: true,
      fontFamily: FONT_STACK,
      fontSize: 13,
      linkHandler: { activate: () => undefined, allowNonHttpProtocols: false },
      logLevel: 'off',
      minimumContrastRatio: 1,
      scrollback: SCROLLBACK_LINES,
      theme: THEME,
      windowOptions: {},
    });
    this.cell = measureCell();
    this.cutOff();
    this.terminal.open(stage);
    if (this.terminal.textarea !== undefined) {
      this.terminal.textarea.readOnly = true;
      this.terminal.textarea.tabIndex = -1;
    }
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(stage.parentElement ?? stage);
    this.fit();
  }

  /** The terminal answers some sequences through `onData`; nobody listens to it, so answers go nowhere. */
  private cutOff(): void {
    this.terminal.attachCustomKeyEventHandler(() => false);
    const parser = this.terminal.parser;
    for (const command of IGNORED_OSC) {
      parser.registerOscHandler(command, () => true);
    }
    for (const final of ['h', 'l']) {
      parser.registerCsiHandler({ prefix: '?', final }, (parameters) =>
        parameters.every((parameter) => typeof parameter === 'number' && IGNORED_MODES.has(parameter)),
      );
    }
    for (const final of REPEATED_FINALS) {
      parser.registerCsiHandler({ final }, (parameters) =>
        parameters.some((parameter) => typeof parameter === 'number' && parameter > MOST_REPEATS),
      );
    }
    // Window operations (XTWINOPS): moving, iconifying, reporting the title.
    parser.registerCsiHandler({ final: 't' }, () => true);
  }

  write(data: Uint8Array | string): void {
    this.terminal.write(data);
  }

  flushed(): Promise<void> {
    return new Promise((resolve) => this.terminal.write('', resolve));
  }

  resize(columns: number, rows: number): void {
    if (columns !== this.terminal.cols || rows !== this.terminal.rows) {
      this.terminal.resize(columns, rows);
      this.fit();
    }
  }

  reset(): void {
    // CAN leaves any unfinished sequence, ST ends an unfinished string, RIS is the full reset.
    this.terminal.write('\x18\x1b\\\x1bc');
  }

  returnOnLineFeed(on: boolean): void {
    this.terminal.options.convertEol = on;
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.terminal.cols, rows: this.terminal.rows };
  }

  /** The largest letters at which the whole grid is seen. */
  fit(): void {
    const frame = this.stage.parentElement ?? this.stage;
    const full = document.fullscreenElement?.contains(frame) ?? false;
    const width = frame.clientWidth - horizontalPadding(frame);
    const height = full ? frame.clientHeight - this.terminal.rows : Math.max(300, window.innerHeight - 330);
    if (width <= 0) {
      return;
    }
    const wanted = Math.min(
      width / (this.terminal.cols * this.cell.width),
      height / (this.terminal.rows * this.cell.height),
      full ? LARGEST_FONT_IN_FULL_SCREEN_PIXELS : LARGEST_FONT_PIXELS,
    );
    const size = Math.max(SMALLEST_FONT_PIXELS, Math.floor(wanted * 20) / 20);
    if (size !== this.terminal.options.fontSize) {
      this.terminal.options.fontSize = size;
    }
    this.stage.style.width = `${Math.ceil(this.terminal.cols * this.cell.width * size)}px`;
  }

  close(): void {
    this.observer.disconnect();
    this.terminal.dispose();
  }
}

/** The share of the font size that one cell takes; measured as the terminal itself measures. */
function measureCell(): { width: number; height: number } {
  const pixels = 100;
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) {
    return { width: 0.6, height: 1.2 };
  }
  context.font = `${pixels}px ${FONT_STACK}`;
  const metrics = context.measureText('W');
  return {
    width: metrics.width / pixels,
    height: (metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent) / pixels,
  };
}

function horizontalPadding(element: HTMLElement): number {
  const style = getComputedStyle(element);
  return parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
}
