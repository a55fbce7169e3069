import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, visibleText } from '../src/events';
import { Tape, withheldText } from '../src/player/tape';
import { output, scene, TERMINAL } from './scene';

test('bytes that are not UTF-8 stay as they are', () => {
  const tape = new Tape();
  tape.append(scene([[0, output(new Uint8Array([0xff, 0xfe, 0xc3, 0x28, 0x00]))]]));
  assert.deepEqual([...(tape.events[0]?.content?.bytes ?? [])], [0xff, 0xfe, 0xc3, 0x28, 0x00]);
  assert.equal(decodeText(new Uint8Array([0x61, 0xff, 0x62])), 'a\ufffdb');
});

test('a character cut in two by events is not mended or harmed', () => {
  const tape = new Tape();
  tape.append(scene([[0, output(new Uint8Array([0xe2, 0x82]))], [1, output(new Uint8Array([0xac]))]]));
  assert.deepEqual(tape.events.map((event) => event.content?.bytes.length), [2, 1]);
});

test('the base64 is not kept beside the bytes', () => {
  const tape = new Tape();
  tape.append(scene([[0, output('hello')]]));
  assert.equal('data' in (tape.events[0]?.wire ?? {}), false);
});

test('a page that overlaps the one before adds nothing twice', () => {
  const tape = new Tape();
  tape.append(scene([[0, output('a')], [1, output('b')]]));
  tape.append(scene([[1, output('b')], [2, output('c')]], 1));
  assert.deepEqual(tape.events.map((event) => event.sequence), [0, 1, 2]);
});

test('the login shell is shown first, even when a command came before', () => {
  const tape = new Tape();
  tape.append(
    scene([
      [0, { type: 'command-started', stream: 1, data: Buffer.from('id').toString('base64') }],
      [1, { type: 'terminal-opened', stream: 2, terminalType: 'xterm', columns: 80, rows: 24 }],
      [1, { type: 'shell-started', stream: 2 }],
    ]),
  );
  assert.equal(tape.mainStream(), 2);
  assert.equal(tape.track(1)?.command, 'id');
});

test('stepping goes to the next and the previous moment at which something is seen', () => {
  const tape = new Tape();
  tape.append(scene([[0, TERMINAL], [1, output('a')], [1.5, { type: 'input', stream: 0, length: 1 }], [2, output('b')]]));
  assert.equal(tape.nextMoment(0, 1), 2);
  assert.equal(tape.nextMoment(0, 2), undefined);
  assert.equal(tape.previousMoment(0, 2), 1);
  assert.equal(tape.previousMoment(0, 0), undefined);
});

test('a long recording is longer than what is loaded of it', () => {
  const tape = new Tape();
  tape.knownDuration = 100;
  tape.append(scene([[0, TERMINAL], [10, output('a')]]));
  assert.equal(tape.loadedTo, 10);
  assert.equal(tape.duration, 100);
  tape.complete = true;
  assert.equal(tape.loadedTo, 100);
});

test('what was withheld says how much and why', () => {
  assert.equal(withheldText({ reason: 'no-echo', length: 12 }), '[12 bytes withheld: no-echo]');
  assert.equal(withheldText({ reason: 'policy', length: 1 }), '[1 byte withheld: policy]');
});

test('hostile text in one line is shown and not obeyed', () => {
  assert.equal(visibleText('a\x1b]0;title\x07b\r\n'), 'a^[]0;title^Gb^M^J');
  assert.equal(visibleText('gnp.\u202egpj\u009b'), 'gnp.<202e>gpj<009b>');
  assert.equal(visibleText('<script>'), '<script>');
});
