// What the player's terminal shows, for tests: reads one scene as JSON from each line of standard
// input, {"steps": [{"resize": [columns, rows]} | {"write": base64}]}, and writes a line of JSON for
// each: rows of text, the cursor, and a digest of how the cells look.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import headless from '@xterm/headless';

for await (const line of createInterface({ input: process.stdin })) {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 0, allowProposedApi: true, logLevel: 'off' });
  terminal.parser.registerOscHandler(8, () => true); // Links are nothing to the player.
  for (const step of JSON.parse(line).steps) {
    if (step.resize !== undefined) {
      terminal.resize(step.resize[0], step.resize[1]);
    } else {
      await new Promise((resolve) => terminal.write(Buffer.from(step.write, 'base64'), resolve));
    }
  }
  process.stdout.write(`${JSON.stringify(shown(terminal))}\n`);
  terminal.dispose();
}

function shown(terminal) {
  const buffer = terminal.buffer.active;
  const text = [];
  const looks = [];
  for (let y = 0; y < terminal.rows; y++) {
    const row = buffer.getLine(buffer.baseY + y);
    text.push(row.translateToString(true).trimEnd());
    const look = createHash('sha256');
    for (let x = 0; x < terminal.cols; x++) {
      look.update(styleOf(row.getCell(x)));
    }
    looks.push(look.digest('hex'));
  }
  return { text, looks, column: buffer.cursorX, row: buffer.cursorY, alternate: buffer.type === 'alternate' };
}

/** What of a cell is seen; the colour of letters in a blank cell is not. */
function styleOf(cell) {
  const flags = [cell.isUnderline(), cell.isInverse(), cell.isStrikethrough(), cell.isOverline()].map(Boolean);
  const blank = cell.getChars().trim() === '' && flags.every((flag) => !flag);
  const letters = blank ? [] : [cell.getFgColorMode(), cell.getFgColor(), cell.isBold(), cell.isDim(), cell.isItalic(), cell.isBlink(), cell.isInvisible()];
  return JSON.stringify([cell.getBgColorMode(), cell.getBgColor(), ...flags, ...letters]);
}
