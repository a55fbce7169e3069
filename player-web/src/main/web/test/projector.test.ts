import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Projector, type Surface } from '../src/player/projector';
import { Tape } from '../src/player/tape';
import { output, scene, TERMINAL } from './scene';

/** Remembers what it was told, in words. */
class Paper implements Surface {
  readonly said: string[] = [];
  shown = '';
  private pending = '';

  write(data: Uint8Array | string): void {
    this.pending += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  }
  async flushed(): Promise<void> {
    await Promise.resolve();
    if (this.pending !== '') {
      this.said.push(`write ${this.pending}`);
      this.shown += this.pending;
      this.pending = '';
    }
  }
  resize(columns: number, rows: number): void {
    assert.equal(this.pending, '', 'nothing waits to be drawn when the size changes');
    this.said.push(`resize ${columns}x${rows}`);
  }
  reset(): void {
    this.pending = '';
    this.shown = '';
    this.said.push('reset');
  }
  returnOnLineFeed(on: boolean): void {
    this.said.push(`return ${on}`);
  }
}

async function show(projector: Projector, stream: number, time: number): Promise<void> {
  projector.show(stream, time);
  while (projector.behind) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function projectorOf(...events: Parameters<typeof scene>[0]) {
  const tape = new Tape();
  tape.append(scene(events));
  const paper = new Paper();
  return { tape, paper, projector: new Projector(tape, paper) };
}

test('what is shown at a moment is everything up to it', async () => {
  const { paper, projector } = projectorOf([0, TERMINAL], [1, output('one ')], [2, output('two ')], [3, output('three')]);
  await show(projector, 0, 2);
  assert.equal(paper.shown, 'one two ');
});

test('going on adds only what is new', async () => {
  const { paper, projector } = projectorOf([0, TERMINAL], [1, output('one ')], [2, output('two')]);
  await show(projector, 0, 1);
  await show(projector, 0, 2);
  assert.equal(paper.said.filter((said) => said === 'reset').length, 1);
  assert.equal(paper.shown, 'one two');
});

test('going back starts again and ends with the same as going forward', async () => {
  const { paper, projector } = projectorOf([0, TERMINAL], [1, output('one ')], [2, output('two')]);
  await show(projector, 0, 2);
  await show(projector, 0, 1.5);
  assert.equal(paper.shown, 'one ');
});

test('a change of size comes between the writes around it', async () => {
  const { paper, projector } = projectorOf(
    [0, TERMINAL],
    [1, output('before')],
    [2, { type: 'terminal-resized', stream: 0, columns: 132, rows: 43 }],
    [3, output('after')],
  );
  await show(projector, 0, 9);
  assert.deepEqual(paper.said.slice(-3), ['write before', 'resize 132x43', 'write after']);
});

test('a size from a hostile client is bounded and a size of zero is the usual one', async () => {
  const { paper, projector } = projectorOf(
    [0, { type: 'terminal-opened', stream: 0, terminalType: 'x', columns: 4_000_000_000, rows: 0 }],
    [1, output('x')],
  );
  await show(projector, 0, 9);
  assert.ok(paper.said.includes('resize 1000x24'), paper.said.join(', '));
});

test('a newer wish wins while an older one is drawn', async () => {
  const big = 'x'.repeat(300_000);
  const { paper, projector } = projectorOf([0, TERMINAL], [1, output('start ')], [2, output(big)], [3, output(big)]);
  projector.show(0, 3);
  await show(projector, 0, 1);
  assert.equal(paper.shown, 'start ');
});

test('a command without a terminal shows its command, stdout, tinted stderr and status', async () => {
  const { paper, projector } = projectorOf(
    [0, { type: 'command-started', stream: 4, data: Buffer.from('make\x1b[2J').toString('base64') }],
    [1, output('out\n', 4)],
    [2, output('err\n', 4, 'error-output')],
    [3, { type: 'exited', stream: 4, status: 37 }],
  );
  await show(projector, 4, 9);
  assert.ok(paper.said.includes('return true'));
  assert.ok(paper.shown.startsWith('\x1b[1m$ make^[[2J\x1b[0m\r\nout\n\x1b[31merr\n\x1b[39m'), JSON.stringify(paper.shown));
  assert.ok(paper.shown.includes('[exited with status 37]'));
});

test('a terminal returns to the first column only when it is told to', async () => {
  const { paper, projector } = projectorOf([0, TERMINAL], [1, output('x')]);
  await show(projector, 0, 9);
  assert.ok(paper.said.includes('return false'));
});

test('where content stops is said once, and the units behind it are not shown one by one', async () => {
  const { paper, projector } = projectorOf(
    [0, { type: 'command-started', stream: 0, text: 'cat' }],
    [1, { type: 'content-limited', stream: 0, flow: 'output', keptBytes: 10 }],
    [2, { type: 'output', stream: 0, withheld: { reason: 'over-limit', length: 400 } }],
    [3, { type: 'content-digest', stream: 0, flow: 'output', ended: false, bytes: 410, withheldBytes: 400, sha256: 'aa' }],
    [4, { type: 'content-digest', stream: 0, flow: 'output', ended: true, bytes: 411, withheldBytes: 401, sha256: 'bb' }],
  );
  await show(projector, 0, 9);
  assert.ok(paper.shown.includes('from here on the output is not kept; its first 10 bytes are'));
  assert.ok(!paper.shown.includes('withheld'));
  assert.ok(!paper.shown.includes('aa'));
  assert.ok(paper.shown.includes('the output was 411 bytes, of which 401 are not kept; SHA-256 bb'));
});

test('withheld output is a mark with length and reason', async () => {
  const { paper, projector } = projectorOf([0, TERMINAL], [1, { type: 'output', stream: 0, withheld: { reason: 'policy', length: 400 } }]);
  await show(projector, 0, 9);
  assert.ok(paper.shown.includes('[400 bytes withheld: policy]'));
});
