// The engine's arithmetic and draws once more, in C: src/arithmetic and src/random, operation by operation, so that
// equal inputs give equal bits. Build without fused multiply-add (-ffp-contract=off); no -ffast-math.
#ifndef NUMBERS_H
#define NUMBERS_H
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct { uint32_t first, second; } Words;

static inline uint32_t bits(float x) { uint32_t word; memcpy(&word, &x, 4); return word; }
static inline float unbits(uint32_t word) { float x; memcpy(&x, &word, 4); return x; }

// WebAssembly's pmin and pmax: a NaN in `a` stays, one in `b` is dropped.
static inline float least(float a, float b) { return b < a ? b : a; }
static inline float greatest(float a, float b) { return a < b ? b : a; }
static inline float clamp(float x, float low, float high) { return least(greatest(x, low), high); }

static inline float exponential(float x) {
  const float inside = least(greatest(x, -87.0f), 88.0f);
  const int32_t biased = (int32_t)(inside * (float)1.4426950408889634 + 127.5f);
  const float n = (float)(biased - 127);
  const float high = inside - n * 0.693359375f;
  const float r = high - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return (p * r * r + r + 1.0f) * unbits((uint32_t)biased << 23);
}

static inline float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

// Arguments here are never NaN, so the last select of src/arithmetic/exponential.ts is left out.
static inline float logarithm(float x) {
  const uint32_t word = bits(greatest(1.17549435e-38f, x));
  const float whole = unbits((word & 0x7fffff) | 0x3f800000);
  const int upper = (float)1.4142135623730951 < whole;
  const float exponent = (float)((int32_t)(word >> 23) - (upper ? 126 : 127));
  const float t = (upper ? whole * 0.5f : whole) - 1.0f;
  const float square = t * t;
  float p = 7.0376836292e-2f;
  p = p * t + -1.1514610310e-1f;
  p = p * t + 1.1676998740e-1f;
  p = p * t + -1.2420140846e-1f;
  p = p * t + 1.4249322787e-1f;
  p = p * t + -1.6668057665e-1f;
  p = p * t + 2.0000714765e-1f;
  p = p * t + -2.4999993993e-1f;
  p = p * t + 3.3333331174e-1f;
  const float tail = p * t * square + exponent * -2.12194440e-4f - square * 0.5f;
  return t + tail + exponent * 0.693359375f;
}

static inline float sin_pi(float w) {
  const float square = w * w;
  float p = (float)-0.00737043094571435;
  p = p * square + (float)0.0821458866111282;
  p = p * square + (float)-0.599264529320792;
  p = p * square + (float)2.55016403987734;
  p = p * square + (float)-5.16771278004997;
  p = p * square + (float)3.141592653589793;
  return p * w;
}

#define ROTATED(word, by) (((word) << (by)) | ((word) >> (32 - (by))))
#define ROUND(by) x += y; y = ROTATED(y, by) ^ x;
#define INJECT(a, b, n) x += a; y += (b) + (n);

// Threefry-2x32 with 13 rounds (Salmon et al. 2011).
static inline Words threefry(Words key, uint32_t agent, uint32_t week) {
  const uint32_t parity = 0x1bd11bdau ^ key.first ^ key.second;
  uint32_t x = agent + key.first, y = week + key.second;
  ROUND(13) ROUND(15) ROUND(26) ROUND(6)
  INJECT(key.second, parity, 1)
  ROUND(17) ROUND(29) ROUND(16) ROUND(24)
  INJECT(parity, key.first, 2)
  ROUND(13) ROUND(15) ROUND(26) ROUND(6)
  INJECT(key.first, key.second, 3)
  ROUND(17)
  return (Words){x, y};
}

static inline float uniform(uint32_t word) { return (float)(int32_t)(word >> 8) * (float)5.9604644775390625e-8; }

// Box & Muller on both words of a block.
static inline float normal(Words words) {
  const float positive = ((float)(int32_t)(words.first >> 8) + 0.5f) * (float)5.9604644775390625e-8;
  const float radius = sqrtf(-2.0f * logarithm(positive));
  const float v = (float)((int32_t)words.second >> 8) * (float)1.1920928955078125e-7;
  return radius * sin_pi(0.5f - fabsf(v));
}

#endif
