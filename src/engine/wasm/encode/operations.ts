/**
 * The instructions of WebAssembly that we use, by what they take from the stack and leave on it. Numbers are opcodes of
 * the specification; those with a prefix byte are written as 0xfc0000 or 0xfd0000 plus the number behind the prefix.
 */
const simd = (code: number) => 0xfd0000 + code;

/** One value in, one out. */
const UNARY = {
  'i32.eqz': 0x45,
  'i32.popcnt': 0x69,
  'f32.abs': 0x8b,
  'f32.neg': 0x8c,
  'f32.sqrt': 0x91,
  'i32.trunc_sat_f32_s': 0xfc0000,
  'f32.convert_i32_s': 0xb2,
  'i32.reinterpret_f32': 0xbc,
  'f32.reinterpret_i32': 0xbe,
  'i32x4.splat': simd(17),
  'v128.not': simd(77),
  'v128.any_true': simd(83),
  'i32x4.bitmask': simd(164),
  'i32x4.neg': simd(161),
  'i16x8.extend_low_i8x16_u': simd(137),
  'i32x4.extend_low_i16x8_u': simd(169),
  'i64x2.extend_low_i32x4_s': simd(199),
  'i64x2.extend_high_i32x4_s': simd(200),
  'f32x4.abs': simd(224),
  'f32x4.neg': simd(225),
  'f32x4.sqrt': simd(227),
  'f64x2.sqrt': simd(239),
  'i32x4.trunc_sat_f32x4_s': simd(248),
  'f32x4.convert_i32x4_s': simd(250),
} as const;

/** Two values in, one out. */
const BINARY = {
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.le_s': 0x4c,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'f32.eq': 0x5b,
  'f32.lt': 0x5d,
  'f32.le': 0x5f,
  'f32.add': 0x92,
  'f32.sub': 0x93,
  'f32.mul': 0x94,
  'f32.div': 0x95,
  'i8x16.swizzle': simd(14),
  'i8x16.sub': simd(113),
  'i32x4.eq': simd(55),
  'i32x4.ne': simd(56),
  'i32x4.lt_s': simd(57),
  'i32x4.lt_u': simd(58),
  'i32x4.gt_s': simd(59),
  'i32x4.le_s': simd(61),
  'i32x4.shl': simd(171),
  'i32x4.shr_s': simd(172),
  'i32x4.shr_u': simd(173),
  'i32x4.add': simd(174),
  'i32x4.sub': simd(177),
  'i32x4.mul': simd(181),
  'i64x2.add': simd(206),
  'f32x4.eq': simd(65),
  'f32x4.lt': simd(67),
  'f32x4.le': simd(69),
  'f32x4.add': simd(228),
  'f32x4.sub': simd(229),
  'f32x4.mul': simd(230),
  'f32x4.div': simd(231),
  'f32x4.pmin': simd(234),
  'f32x4.pmax': simd(235),
  'f64x2.add': simd(240),
  'f64x2.sub': simd(241),
  'f64x2.mul': simd(242),
  'f64x2.div': simd(243),
  'v128.and': simd(78),
  'v128.andnot': simd(79),
  'v128.or': simd(80),
  'v128.xor': simd(81),
} as const;

/** Three values in, one out. */
const TERNARY = { select: 0x1b, 'v128.bitselect': simd(82) } as const;

/** An address in, a value out; immediates: offset, memory. */
const LOAD = {
  'i32.load': 0x28,
  'i32.load8_u': 0x2d,
  'i32.load16_u': 0x2f,
  'f32.load': 0x2a,
  'v128.load': simd(0),
  'v128.load16x4_u': simd(4),
  'v128.load32_splat': simd(9),
  'v128.load64_splat': simd(10),
  'v128.load32_zero': simd(92),
} as const;

/** An address and a value in; immediates: offset, memory. */
const STORE = { 'i32.store': 0x36, 'f32.store': 0x38, 'v128.store': simd(11) } as const;

/** An address and a vector in, the vector with one lane replaced out; immediates: offset, memory, lane. */
const LOAD_LANE = {
  'v128.load8_lane': simd(84),
  'v128.load16_lane': simd(85),
  'v128.load32_lane': simd(86),
} as const;

/** An address and a vector in; immediates: offset, memory, lane. */
const STORE_LANE = {
  'v128.store8_lane': simd(88),
  'v128.store16_lane': simd(89),
  'v128.store32_lane': simd(90),
  'v128.store64_lane': simd(91),
} as const;

/** A vector in, one of its lanes out; immediate: lane. */
const EXTRACT = { 'i32x4.extract_lane': simd(27) } as const;

/** The rest: each with immediates of its own. */
const OTHER = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br_if: 0x0d,
  return: 0x0f,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'i32.const': 0x41,
  'f32.const': 0x43, // the four bytes of the number
  'memory.copy': 0xfc000a,
  'v128.const': simd(12),
  'i8x16.shuffle': simd(13),
} as const;

const FAMILIES = {
  unary: UNARY,
  binary: BINARY,
  ternary: TERNARY,
  load: LOAD,
  store: STORE,
  loadLane: LOAD_LANE,
  storeLane: STORE_LANE,
  extract: EXTRACT,
  other: OTHER,
} as const;

export type Family = keyof typeof FAMILIES;
export type Mnemonic = { [F in Family]: keyof (typeof FAMILIES)[F] }[Family];

/** Every instruction by name: its opcode and family. */
export const OPERATIONS = new Map<Mnemonic, { code: number; family: Family }>(
  Object.entries(FAMILIES).flatMap(([family, members]) =>
    Object.entries(members).map(([name, code]): [Mnemonic, { code: number; family: Family }] => [
      name as Mnemonic,
      { code, family: family as Family },
    ]),
  ),
);
