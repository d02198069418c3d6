import { describe, expect, it } from 'vitest';
import { withoutHtml } from '../../src/report/model-page/markdown.ts';
import { blankProse } from '../../src/report/model-page/page.ts';

describe('a model page', () => {
  it.each([
    ['a <script>alert(1)</script> b', 'a &lt;script>alert(1)&lt;/script> b'],
    ['| x | <img src=x onerror=y> |', '| x | &lt;img src=x onerror=y> |'],
    ['<!-- comment --> <?php', '&lt;!-- comment --> &lt;?php'],
    ['`week<span` and 3 < 4, <5 %', '`week<span` and 3 < 4, <5 %'],
    ['```yaml\nif a<b\n```\n<b>', '```yaml\nif a<b\n```\n&lt;b>'],
  ])('shows %j as %j', (text, shown) => {
    expect(withoutHtml(text)).toBe(shown);
  });

  it('has a title without HTML when the model has one with it', () => {
    const world = { rules: new Map(), files: {}, model: { limits: [] } } as never;
    expect(blankProse('<script>x</script>', world)).toMatch(/^# &lt;script>x&lt;\/script>\n/);
  });
});
