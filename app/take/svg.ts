/** Words above and below a picture that leaves the page. */
export interface Caption {
  title: string;
  about: string;
}

const [TOP, BOTTOM, LETTER] = [50, 8, 6.2];

/**
 * A picture as a file: the page's colours written out, so that it looks the same elsewhere, with its title and what its lines
 * mean above it.
 */
export function svgText(svg: SVGElement, { title, about }: Caption): string {
  const { width, height } = sizeOf(svg);
  const copy = svg.cloneNode(true) as SVGElement;
  copy.setAttribute('y', '0');
  const style = getComputedStyle(document.documentElement);
  const lines = wrapped(about, Math.floor(width / LETTER));
  const top = TOP + 14 * (lines.length - 1);
  const words = [
    `<text x="10" y="22" font-size="16" font-weight="600" fill="var(--text)">${escaped(title)}</text>`,
    ...lines.map(
      (line, k) =>
        `<text x="10" y="${40 + 14 * k}" font-size="11" fill="var(--muted)">${escaped(line)}</text>`,
    ),
  ];
  const whole = height + top + BOTTOM;
  const picture = new XMLSerializer().serializeToString(copy);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="system-ui, sans-serif"><rect width="100%" height="100%" fill="var(--paper)"/>${words.join('')}<g transform="translate(0 ${top})" color="var(--text)">${picture}</g></svg>`.replace(
    /var\((--[a-z0-9-]+)\)/g,
    (_, name) => style.getPropertyValue(name).trim(),
  );
}

/** The same as pixels, twice as many each way as on the page. */
export async function pngOf(svg: SVGElement, caption: Caption): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svgText(svg, caption))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}

const sizeOf = (svg: SVGElement) => ({
  width: Number(svg.getAttribute('width')),
  height: Number(svg.getAttribute('height')),
});

/** Broken at spaces into lines of a number of letters at most. */
function wrapped(text: string, most: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length >= most) lines.push(word);
    else lines[last] += `${lines[last] && ' '}${word}`;
  }
  return lines;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
