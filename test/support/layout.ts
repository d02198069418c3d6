/**
 * What is wrong with a page's layout, seen from inside it: a page wider than its window, text that is cut off, controls that lie
 * on each other. Boxes, not pixels: fonts differ between machines, and a picture of one would fail on another.
 */
export function layoutFaults(): string[] {
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} ${(element.textContent ?? '').trim().slice(0, 40)}`;
  const boxes = (selector: string) =>
    [...document.querySelectorAll(selector)]
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && box.height > 1 && element.checkVisibility());
  const wide = document.documentElement.scrollWidth - innerWidth;
  const cut = boxes('h1, h2, h3, p, button, summary, label, td, th, a').filter(
    ({ element }) =>
      getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1,
  );
  const controls = boxes('button, select, input:not([type=range]), summary, a').filter(
    ({ element }) => !element.closest('svg') && !element.closest('.timeline'),
  );
  const onEachOther = controls.flatMap((one, k) =>
    controls.slice(k + 1).flatMap(other => {
      if (one.element.contains(other.element) || other.element.contains(one.element)) return [];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      return across > 2 && down > 2 ? [`${name(one.element)} lies on ${name(other.element)}`] : [];
    }),
  );
  return [
    ...(wide > 0 ? [`${wide} pixels wider than the window`] : []),
    ...cut.map(({ element }) => `cut off: ${name(element)}`),
    ...onEachOther,
  ];
}
