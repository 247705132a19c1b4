import { textOf } from '../html.ts';
import { paintPatch } from './patch.ts';

const patch = `diff --git a/one b/one
--- a/one
+++ b/one
@@ -1,3 +1,3 @@
 same <b>
--- a list
-old
+++ more
\\ No newline at end of file
diff --git a/two b/two
new file mode 100644
`;

const painted = (text: string): string => paintPatch(text).map(textOf).join('');

test('marks what comes and what goes, and no heading of a file as one of both', () => {
  expect(painted(patch)).toBe(
    [
      '<span class="about">diff --git a/one b/one\n--- a/one\n+++ b/one\n@@ -1,3 +1,3 @@\n</span>',
      ' same &lt;b&gt;\n',
      '<span class="removed">--- a list\n-old\n</span>',
      '<span class="added">+++ more\n</span>',
      '\\ No newline at end of file\n',
      '<span class="about">diff --git a/two b/two\nnew file mode 100644\n</span>',
    ].join(''),
  );
});

test('changes nothing of the text', () => {
  const plain = painted(patch).replaceAll(/<[^>]*>/g, '');
  expect(plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(patch);
});
