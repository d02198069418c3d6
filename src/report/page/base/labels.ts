/** Places for labels near their values, at least `gap` from each other, in the order of the values. */
export function apart<T>(
  items: readonly T[],
  valueAt: (item: T) => number,
  gap: number,
): { of: T; at: number }[] {
  const placed = items.map(of => ({ of, at: valueAt(of) })).sort((a, b) => a.at - b.at);
  // Those that are too close become a block around their common middle; blocks that meet join.
  const blocks: { members: typeof placed; middle: number }[] = [];
  for (const label of placed) {
    let block = { members: [label], middle: label.at };
    for (;;) {
      const below = blocks.at(-1);
      const needed = below && (gap * (below.members.length + block.members.length)) / 2;
      if (!below || block.middle - below.middle >= needed!) break;
      blocks.pop();
      const members = [...below.members, ...block.members];
      block = { members, middle: members.reduce((sum, { at }) => sum + at, 0) / members.length };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ members, middle }) =>
    members.map(({ of }, k) => ({ of, at: middle + gap * (k - (members.length - 1) / 2) })),
  );
}

/** Pixels that labels of 11 pixels need behind a chart. */
export function labelRoom(labels: readonly string[]): number {
  return 14 + 6.4 * Math.max(0, ...labels.map(label => label.length));
}
