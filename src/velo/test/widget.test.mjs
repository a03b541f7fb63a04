import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const BYTES_MAX = 12 * 1024;
const source = readFileSync(new URL('../public/custom-elements/parley-chat.js', import.meta.url), 'utf8');

test(`the widget is one file below ${BYTES_MAX} bytes`, () => {
  assert.doesNotMatch(source, /\bimport\b|\brequire\b/);
  const bytes = gzipSync(source, { level: 9 }).length;
  assert.ok(bytes < BYTES_MAX, `${bytes} bytes`);
});

test('nothing is parsed as HTML or as code, and no server is known', () => {
  assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|createContextualFragment|\beval\b|new Function|srcdoc/);
  assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon/);
});

test('every language has every text, with the same places to fill', () => {
  const keys = evaluated(/const KEYS = (\[[^\]]*\]);/);
  const languages = evaluated(/const LANGUAGES = (\{[^]*?\n {2}\});/);
  assert.deepEqual(Object.keys(languages), ['en', 'de', 'fr', 'es', 'he', 'ja']);
  const places = (/** @type {string} */ text) => text.match(/\{\w+\}/g) ?? [];
  for (const [language, texts] of Object.entries(languages)) {
    assert.equal(texts.length, keys.length, language);
    texts.forEach((/** @type {string} */ text, /** @type {number} */ index) => {
      assert.ok(text.length > 0, `${language} ${keys[index]}`);
      assert.deepEqual(places(text), places(languages.en[index]), `${language} ${keys[index]}`);
    });
  }
});

/** @param {RegExp} part @returns {any} */
function evaluated(part) {
  return new Function(`return ${/** @type {RegExpMatchArray} */ (source.match(part))[1]}`)();
}
