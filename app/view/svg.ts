/** A picture as a file: the page's colours written out, so that it looks the same elsewhere. */
export function svgText(svg: SVGElement): string {
  const copy = svg.cloneNode(true) as SVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  const style = getComputedStyle(document.documentElement);
  return new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
}
