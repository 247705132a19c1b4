import { html, textOf } from './html.ts';

test('whatever is put into a template is text, between tags and in attributes', () => {
  const evil = `"><script>alert('1')</script>&`;
  const page = textOf(html`<p title="${evil}">${evil}</p>`);
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';
  expect(page).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('pieces of templates stay what they are, in lists too, and what is nothing leaves nothing behind', () => {
  const items = ['<a>', '<b>'].map((one) => html`<li>${one}</li>`);
  const list = html`<b>${items}${null}${undefined}${false}${['<c>']}${0}</b>`;
  expect(textOf(list)).toBe('<b><li>&lt;a&gt;</li><li>&lt;b&gt;</li>&lt;c&gt;0</b>');
});

test('an object that only looks like a piece is not taken for one', () => {
  const forged = JSON.parse('{"html":"<script>"}') as string;
  expect(textOf(html`${forged}`)).toBe('[object Object]');
});
