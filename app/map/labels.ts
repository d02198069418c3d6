/** A circle in pixels, with what is written beside it. */
export interface Circle {
  x: number;
  y: number;
  r: number;
  text: string;
}

export interface Label extends Circle {
  anchor: 'start' | 'middle' | 'end';
  /** Of its middle, in pixels. */
  left: number;
  top: number;
}

const [LETTER, LINE] = [6.3, 14];

/**
 * Where each circle's label finds room: right, left, above or below. Larger circles choose first; one that finds none has no
 * label, since a list beside the map has them all.
 */
export function labelsOf(circles: readonly Circle[], width: number, height: number): Label[] {
  const taken = circles.map(({ x, y, r }) => ({ x0: x - r, x1: x + r, y0: y - r, y1: y + r }));
  return circles
    .toSorted((a, b) => b.r - a.r)
    .flatMap(circle => {
      const { x, y, r, text } = circle;
      const long = text.length * LETTER;
      const places = [
        { anchor: 'start', left: x + r + 4, top: y, from: x + r + 4 },
        { anchor: 'end', left: x - r - 4, top: y, from: x - r - 4 - long },
        { anchor: 'middle', left: x, top: y - r - 9, from: x - long / 2 },
        { anchor: 'middle', left: x, top: y + r + 9, from: x - long / 2 },
      ] as const;
      const own = places.find(({ from, top }) => {
        const box = { x0: from, x1: from + long, y0: top - LINE / 2, y1: top + LINE / 2 };
        const isInside = box.x0 >= 0 && box.x1 <= width && box.y0 >= 0 && box.y1 <= height;
        const isFree = taken.every(
          one => one.x1 <= box.x0 || one.x0 >= box.x1 || one.y1 <= box.y0 || one.y0 >= box.y1,
        );
        if (isInside && isFree) taken.push(box);
        return isInside && isFree;
      });
      return own ? [{ ...circle, anchor: own.anchor, left: own.left, top: own.top }] : [];
    });
}
