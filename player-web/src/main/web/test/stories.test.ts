import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoryPage } from '../src/api';
import { pageOfStream } from '../src/player/loader';
import { StoryBook } from '../src/stories/book';
import {
  brackets,
  execCommand,
  failureStatus,
  indented,
  isBad,
  isChange,
  keptNote,
  keptText,
  nameText,
  namespaceText,
  readableText,
  outcomeText,
  resourceText,
  type RequestStory,
  type StatementStory,
} from '../src/stories/story';
import { output, scene } from './scene';

function statement(number: number, before: string, after: string, tag = 'SELECT 1'): StatementStory {
  return {
    statement: number,
    sequence: number,
    offsetMicros: number,
    form: 'simple-query',
    rows: 0,
    transactionBefore: before,
    transactionAfter: after,
    cancelled: false,
    parts: [{ part: 1, endedMicros: number, outcome: 'completed', tag, rows: 0 }],
  };
}

function request(fields: Partial<RequestStory>): RequestStory {
  return {
    request: 1,
    sequence: 1,
    offsetMicros: 1,
    method: 'GET',
    verb: 'get',
    resource: { group: '', version: 'v1', namespace: 'shop', resource: 'pods', name: 'till-0', subresource: '' },
    userAgent: 'kubectl',
    path: { text: '/api/v1/namespaces/shop/pods/till-0', length: 35 },
    streams: [],
    ...fields,
  };
}

test('statements between BEGIN and COMMIT are bracketed, and the next transaction has its own', () => {
  const stories = [
    statement(1, 'idle', 'idle'),
    statement(2, 'idle', 'in-transaction', 'BEGIN'),
    statement(3, 'in-transaction', 'in-transaction'),
    statement(4, 'in-transaction', 'idle', 'COMMIT'),
    statement(5, 'idle', 'in-transaction', 'BEGIN'),
    statement(6, 'in-transaction', 'idle', 'ROLLBACK'),
    statement(7, 'idle', 'idle'),
  ];
  assert.deepEqual(brackets(stories), ['none', 'first', 'inside', 'last', 'first', 'last', 'none']);
});

test('a driver that sends BEGIN with its first statement opens the bracket there', () => {
  const stories = [
    statement(1, 'idle', 'idle', 'BEGIN'),
    statement(2, 'idle', 'in-transaction', 'INSERT 0 1'),
    statement(3, 'in-transaction', 'failed'),
    statement(4, 'failed', 'idle', 'ROLLBACK'),
  ];
  assert.deepEqual(brackets(stories), ['first', 'inside', 'inside', 'last']);
});

test('a statement without an end runs while the session does', () => {
  const running = { ...statement(1, 'idle', 'idle'), parts: [] };
  assert.equal(outcomeText(running, true), 'running');
  assert.equal(outcomeText(running, false), 'no end');
  assert.equal(outcomeText(statement(1, 'idle', 'idle', 'COPY 3'), true), 'COPY 3');
});

test('bytes that are no text are shown with replacement characters, and what is missing is said', () => {
  assert.equal(keptText({ data: 'Z/w=', length: 2 }), 'g\ufffd');
  assert.equal(keptNote({ text: 'x', length: 1 }), '');
  assert.equal(keptNote({ text: 'x', length: 9, cut: true, withheld: { reason: 'secret', length: 3 } }), 'cut here; the export has all 9 bytes; 3 bytes withheld: secret');
});

test('of a binary document the words are shown, of a text every character', () => {
  const protobuf = Buffer.from('k8s\0\n\x0f\n\x02v1\x12\x09ConfigMap\x12\x05\xff\xfea notice', 'latin1').toString('base64');
  assert.deepEqual(readableText({ data: protobuf, length: 31 }), { text: 'k8s\nv1\nConfigMap\na notice', binary: true });
  assert.deepEqual(readableText({ text: '{"a":\t"é 👩‍👧"}\r\n', length: 23 }), { text: '{"a":\t"é 👩‍👧"}\r\n', binary: false });
});

test('what a request is about is named as kubectl does', () => {
  assert.equal(resourceText(request({})), 'pods');
  const scale = { group: 'apps', version: 'v1', namespace: 'shop', resource: 'deployments', name: 'till', subresource: 'scale' };
  assert.equal(resourceText(request({ resource: scale })), 'deployments.apps/scale');
  const none = { group: '', version: '', namespace: '', resource: '', name: '', subresource: '' };
  assert.equal(resourceText(request({ resource: none, path: { text: '/openapi/v3?hash=AAB2&timeout=32s', length: 33 } })), '/openapi/v3');
  const namespace = { group: '', version: 'v1', namespace: 'shop', resource: 'namespaces', name: 'shop', subresource: '' };
  assert.equal(namespaceText(request({ resource: namespace })), '');
  assert.equal(namespaceText(request({ resource: { ...namespace, resource: 'services' } })), 'shop');
});

test('reads are told from changes, and refusals from both', () => {
  assert.equal(isChange(request({})), false);
  assert.equal(isChange(request({ verb: 'delete' })), true);
  assert.equal(isBad(request({ status: 200, outcome: 'completed' })), false);
  assert.equal(isBad(request({ status: 403, outcome: 'completed' })), true);
  assert.equal(isBad(request({ outcome: 'refused' })), true);
});

test('what is created is named by the document that was sent', () => {
  const collection = { group: '', version: 'v1', namespace: 'shop', resource: 'configmaps', name: '', subresource: '' };
  const created = (text: string) => request({ verb: 'create', resource: collection, body: { text, length: text.length } });
  assert.equal(nameText(created('{"metadata":{"name":"notice"}}')), 'notice');
  assert.equal(nameText(created('{"metadata":{"name":{"toString":1}}}')), '');
  assert.equal(nameText(created('{"metadata":{"name":"noti')), '');
  assert.equal(nameText({ ...created('{"metadata":{"name":"notice"}}'), verb: 'list' }), '');
  assert.equal(nameText(request({})), 'till-0');
});

test('the message of a refusal is told, and of an answer nothing', () => {
  const status = '{"kind":"Status","reason":"Forbidden","message":"you may not"}';
  const answered = (code: number, text: string) => request({ status: code, response: { text, length: text.length } });
  assert.deepEqual(failureStatus(answered(403, status)), { reason: 'Forbidden', message: 'you may not' });
  assert.equal(failureStatus(answered(200, status)), undefined);
  assert.equal(failureStatus(answered(500, 'null')), undefined);
  assert.equal(failureStatus(answered(500, '{"kind":"Pod","message":"hello"}')), undefined);
});

test('that there is nothing of a name is an answer to who asks, and a failure for who changes', () => {
  assert.equal(isBad(request({ status: 404, outcome: 'completed' })), false);
  assert.equal(isBad(request({ verb: 'patch', status: 404, outcome: 'completed' })), true);
  assert.equal(isBad(request({ status: 404, outcome: 'failed' })), true);
});

test('the command of an exec is read from its query', () => {
  assert.equal(execCommand(request({ path: { text: '/exec?command=sh&command=-c&command=echo%20hi&stdin=true', length: 50 } })), "sh -c 'echo hi'");
  assert.equal(execCommand(request({ path: { text: '/exec?command=echo&command=it%27s&command=', length: 42 } })), "echo 'it'\\''s' ''");
  assert.equal(execCommand(request({})), undefined);
});

test('a document is indented without a change to what it says', () => {
  assert.equal(indented('{"a":[1.0,{}],"b":"x, {y}: \\"z\\""}'), '{\n  "a": [\n    1.0,\n    {}\n  ],\n  "b": "x, {y}: \\"z\\""\n}');
  assert.equal(indented('apiVersion: v1\n'), 'apiVersion: v1\n');
  const nested = `${'['.repeat(2000)}${']'.repeat(2000)}`;
  assert.equal(indented(nested).replace(/\s/g, ''), nested);
});

test('random documents stay the same document', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  let state = seed;
  const random = (below: number) => (state = (state * 48271 + 11) % 2147483647) % below;
  const value = (depth: number): unknown => {
    switch (random(depth > 4 ? 4 : 6)) {
      case 0:
        return random(1000) / 8;
      case 1:
        return ['"', '\\', '{', ']', ' : ,', '\n\u2028é'][random(6)];
      case 2:
        return random(2) === 0;
      case 3:
        return null;
      case 4:
        return Array.from({ length: random(4) }, () => value(depth + 1));
      default:
        return Object.fromEntries(Array.from({ length: random(4) }, (_, i) => [`k"${i}`, value(depth + 1)]));
    }
  };
  for (let round = 0; round < 500; round++) {
    const document = value(0);
    assert.deepEqual(JSON.parse(indented(JSON.stringify(document))), document, `seed ${seed}`);
  }
});

test('a book joins its pages, and what runs is replaced by what is told', async () => {
  const pages: StoryPage<StatementStory>[] = [
    { told: [statement(1, 'idle', 'idle')], running: [statement(2, 'idle', 'idle', '')], next: 1, live: true },
    { told: [statement(2, 'idle', 'idle', 'SELECT 5')], running: [], next: null, live: false },
  ];
  const asked: number[] = [];
  const seen: number[] = [];
  const book = new StoryBook<StatementStory>((story) => story.statement, () => 1);
  await book.load(
    {
      ask: (from) => {
        asked.push(from);
        return Promise.resolve(pages.shift() as StoryPage<StatementStory>);
      },
      wait: () => Promise.resolve(),
    },
    () => seen.push(book.stories().length),
    new AbortController().signal,
  );
  assert.deepEqual(asked, [0, 1]);
  assert.deepEqual(seen, [2, 2]);
  assert.deepEqual(book.stories().map((story) => story.parts[0]?.tag), ['SELECT 1', 'SELECT 5']);
  assert.equal(book.loading.kind, 'done');
});

test('of a page the events of one stream are taken, up to its end', () => {
  const events = scene([
    [0, output('other', 1)],
    [1, { type: 'request-started' }],
    [2, output('mine', 2)],
    [3, { type: 'stream-closed', stream: 1 }],
  ]);
  const page = { events, next: 4, live: true };
  assert.deepEqual(pageOfStream(page, 2, 0), { events: [events[2]], next: 4, live: true });
  assert.deepEqual(pageOfStream(page, 1, 0), { events: [events[0], events[3]], next: null, live: false });
});

test('the times of one stream count from where it began', () => {
  const page = { events: scene([[7, output('mine', 2)], [9, output('later', 2)]]), next: 2, live: true };
  assert.deepEqual(pageOfStream(page, 2, 7_000_000).events.map((event) => event.offsetMicros), [0, 2_000_000]);
});

test('requests that ended late stand where they began', async () => {
  const book = new StoryBook<RequestStory>((story) => story.request, () => 1);
  const page = { told: [2, 3, 1].map((number) => request({ request: number })), running: [], next: null, live: false };
  await book.load({ ask: () => Promise.resolve(page), wait: () => Promise.resolve() }, () => undefined, new AbortController().signal);
  assert.deepEqual(book.stories().map((story) => story.request), [1, 2, 3]);
});
