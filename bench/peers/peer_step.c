// The benchmark model of models/peer-step, as a C programmer would write it: one thread, one loop over agents a week.
// It starts from the bytes that bench/state.ts wrote and draws at the same addresses, so its final state equals ours.
//   peer_step STATE WEEKS [REPEATS]   ->   ns/agent-step=.. (median) min=.. hash=.. agents=..
// With -DBLOCKED the week is written in blocks of 256 agents without branches, as a compiler's vectoriser wants it.
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "numbers.h"

enum { X0, X1, X2, X3, X4, THRESHOLD, FIXED };
enum { MOVE, LANGUAGE, JOB, OTHER_JOB, DISTRESS, STREAMS };
enum { NONE_AT_WORK, JOBS = 4, FLUENT = 5 };

typedef struct { float *trust, *distress; uint8_t *returned, *job; uint16_t *language; } State;

typedef struct {
  uint32_t agents, ties;
  Words key[STREAMS];
  uint32_t *id, *start, *neighbour;
  float *fixed[FIXED];
} World;

static const float JOB_LOSS[JOBS] = {0.05f, 0.02f, 0.01f, 0.03f};

static inline float return_chance(const World *w, uint32_t i, float trust, float distress, float peers) {
  float u = -6.0f + 0.8f * w->fixed[X0][i];
  u = u - 0.5f * w->fixed[X1][i];
  u = u + 0.3f * w->fixed[X2][i];
  u = u - 0.7f * w->fixed[X3][i];
  u = u + 0.4f * w->fixed[X4][i];
  u = u + 2.0f * (peers - w->fixed[THRESHOLD][i]);
  u = u + 0.6f * trust;
  u = u + 0.5f * distress;
  return logistic(u);
}

static inline float learn_chance(float education, float peers, uint8_t job) {
  return logistic(-4.5f + 0.5f * education + 0.8f * (1.0f - peers) + 0.1f * (float)job);
}

// One of the three other states with equal chances: the first whose running count passes u x 3.
static inline uint8_t other_job(uint8_t job, float u) {
  const float target = u * 3.0f;
  const uint8_t nth = (uint8_t)((1.0f <= target) + (2.0f <= target));
  return nth + (job <= nth);
}

static inline float distress_next(float distress, uint8_t job, float z) {
  return 0.95f * distress + (job == NONE_AT_WORK ? 0.02f : 0.0f) + 0.1f * z;
}

#ifndef BLOCKED
static void step(const World *w, const State *old, State *new, uint32_t week) {
  const uint32_t *restrict ids = w->id, *restrict start = w->start, *restrict neighbour = w->neighbour;
  const float *restrict trust_before = old->trust;
  const uint8_t *restrict returned_before = old->returned;
  float *restrict trust_after = new->trust, *restrict distress = new->distress;
  uint8_t *restrict returned = new->returned, *restrict jobs = new->job;
  uint16_t *restrict language = new->language;
  for (uint32_t i = 0; i < w->agents; i++) {
    const uint32_t id = ids[i], first = start[i], last = start[i + 1];
    float sum = 0.0f;
    uint32_t back = 0;
    for (uint32_t t = first; t < last; t++) {
      sum += trust_before[neighbour[t]];
      back += returned_before[neighbour[t]];
    }
    float trust = trust_before[i];
    const float degree = (float)(int32_t)(last - first);
    const float peers = last > first ? (float)(int32_t)back / degree : 0.0f;
    const float heard = last > first ? sum / degree : trust;

    trust = clamp(trust + 0.1f * (heard - trust), 0.0f, 1.0f);
    trust_after[i] = trust;

    const float move = uniform(threefry(w->key[MOVE], id, week).first);
    const float chance = returned_before[i] ? 0.004f : return_chance(w, i, trust, distress[i], peers);
    returned[i] = returned_before[i] ^ (move < chance);

    uint8_t job = jobs[i];
    if (language[i] < FLUENT) {
      const float luck = uniform(threefry(w->key[LANGUAGE], id, week).first);
      if (luck < learn_chance(w->fixed[X2][i], peers, job)) language[i]++;
    }

    if (uniform(threefry(w->key[JOB], id, week).first) < JOB_LOSS[job])
      jobs[i] = job = other_job(job, uniform(threefry(w->key[OTHER_JOB], id, week).first));

    const float z = normal(threefry(w->key[DISTRESS], id, week));
    distress[i] = distress_next(distress[i], job, z);
  }
}
#else
enum { BLOCK = 256 };

static void step_block(const World *w, const State *old, State *new, uint32_t week, uint32_t begin, uint32_t count) {
  float sum[BLOCK], back[BLOCK], peers[BLOCK], move[BLOCK], luck[BLOCK], fate[BLOCK], z[BLOCK];
  for (uint32_t k = 0; k < count; k++) {
    float total = 0.0f;
    uint32_t found = 0;
    for (uint32_t t = w->start[begin + k]; t < w->start[begin + k + 1]; t++) {
      total += old->trust[w->neighbour[t]];
      found += old->returned[w->neighbour[t]];
    }
    sum[k] = total;
    back[k] = (float)(int32_t)found;
  }
  const uint32_t *restrict id = w->id + begin, *restrict start = w->start + begin;
  float *restrict trust = new->trust + begin, *restrict distress = new->distress + begin;
  uint8_t *restrict returned = new->returned + begin, *restrict job = new->job + begin;
  uint16_t *restrict language = new->language + begin;
  const float *restrict trust_before = old->trust + begin;
  const uint8_t *restrict returned_before = old->returned + begin;
  for (uint32_t k = 0; k < count; k++) {
    const int tied = start[k + 1] > start[k];
    const float degree = tied ? (float)(int32_t)(start[k + 1] - start[k]) : 1.0f;
    const float heard = tied ? sum[k] / degree : trust_before[k];
    peers[k] = back[k] / degree;
    trust[k] = clamp(trust_before[k] + 0.1f * (heard - trust_before[k]), 0.0f, 1.0f);
  }
  for (uint32_t k = 0; k < count; k++) move[k] = uniform(threefry(w->key[MOVE], id[k], week).first);
  for (uint32_t k = 0; k < count; k++) {
    const float chance = returned_before[k] ? 0.004f : return_chance(w, begin + k, trust[k], distress[k], peers[k]);
    returned[k] = returned_before[k] ^ (move[k] < chance);
  }
  for (uint32_t k = 0; k < count; k++) luck[k] = uniform(threefry(w->key[LANGUAGE], id[k], week).first);
  for (uint32_t k = 0; k < count; k++) {
    const float chance = learn_chance(w->fixed[X2][begin + k], peers[k], job[k]);
    language[k] += (language[k] < FLUENT) & (luck[k] < chance);
  }
  for (uint32_t k = 0; k < count; k++) fate[k] = uniform(threefry(w->key[JOB], id[k], week).first);
  for (uint32_t k = 0; k < count; k++) {
    const float loss = job[k] == 0 ? JOB_LOSS[0] : job[k] == 1 ? JOB_LOSS[1] : job[k] == 2 ? JOB_LOSS[2] : JOB_LOSS[3];
    // Few change: the second draw is theirs alone.
    if (fate[k] < loss) job[k] = other_job(job[k], uniform(threefry(w->key[OTHER_JOB], id[k], week).first));
  }
  for (uint32_t k = 0; k < count; k++) z[k] = normal(threefry(w->key[DISTRESS], id[k], week));
  for (uint32_t k = 0; k < count; k++) distress[k] = distress_next(distress[k], job[k], z[k]);
}

static void step(const World *w, const State *old, State *new, uint32_t week) {
  for (uint32_t begin = 0; begin < w->agents; begin += BLOCK) {
    step_block(w, old, new, week, begin, w->agents - begin < BLOCK ? w->agents - begin : BLOCK);
  }
}
#endif

static void *array(size_t count, size_t width) {
  void *memory = aligned_alloc(64, (count * width + 127) / 64 * 64);
  if (!memory) { fprintf(stderr, "peer_step: out of memory\n"); exit(1); }
  return memory;
}

static void *take(FILE *file, size_t count, size_t width) {
  void *memory = array(count, width);
  if (fread(memory, width, count, file) != count) { fprintf(stderr, "peer_step: state file too short\n"); exit(2); }
  return memory;
}

static uint64_t fnv(uint64_t hash, const World *w, const void *column, size_t width) {
  uint8_t *ordered = array(w->agents, width);
  for (size_t i = 0; i < w->agents; i++) memcpy(ordered + w->id[i] * width, (const uint8_t *)column + i * width, width);
  for (size_t b = 0; b < w->agents * width; b++) hash = (hash ^ ordered[b]) * 0x100000001b3u;
  free(ordered);
  return hash;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

int main(int argc, char **argv) {
  if (argc < 3) { fprintf(stderr, "usage: peer_step STATE WEEKS [REPEATS]\n"); return 2; }
  FILE *file = fopen(argv[1], "rb");
  if (!file) { fprintf(stderr, "peer_step: cannot read %s\n", argv[1]); return 2; }
  const int weeks = atoi(argv[2]), repeats = argc > 3 ? atoi(argv[3]) : 3;

  uint32_t *header = take(file, 16, 4);
  World w = {.agents = header[2], .ties = header[3]};
  for (int s = 0; s < STREAMS; s++) w.key[s] = (Words){header[4 + 2 * s], header[5 + 2 * s]};
  const size_t n = w.agents;
  w.id = take(file, n, 4);
  w.start = take(file, n + 1, 4);
  w.neighbour = take(file, w.ties, 4);
  for (int k = 0; k < FIXED; k++) w.fixed[k] = take(file, n, 4);
  State first = {.trust = take(file, n, 4), .distress = take(file, n, 4)};
  first.returned = take(file, n, 1);
  first.language = take(file, n, 2);
  first.job = take(file, n, 1);
  fclose(file);

  // Trust and returned are read by neighbours, so last week's values stand in a second buffer.
  State a = {array(n, 4), array(n, 4), array(n, 1), array(n, 1), array(n, 2)}, b = a;
  b.trust = array(n, 4);
  b.returned = array(n, 1);
  double *times = array(repeats, sizeof(double));
  State *old = &a, *new = &b;
  for (int repeat = 0; repeat < repeats; repeat++) {
    old = &a; new = &b;
    memcpy(a.trust, first.trust, n * 4);
    memcpy(b.trust, first.trust, n * 4);
    memcpy(a.distress, first.distress, n * 4);
    memcpy(a.returned, first.returned, n);
    memcpy(b.returned, first.returned, n);
    memcpy(a.job, first.job, n);
    memcpy(a.language, first.language, n * 2);
    const double from = seconds();
    for (int week = 0; week < weeks; week++) {
      step(&w, old, new, (uint32_t)week);
      State *swap = old; old = new; new = swap;
    }
    times[repeat] = (seconds() - from) * 1e9 / ((double)n * weeks);
  }
  qsort(times, repeats, sizeof(double), ascending);

  uint64_t hash = 0xcbf29ce484222325u;
  hash = fnv(hash, &w, old->trust, 4);
  hash = fnv(hash, &w, old->distress, 4);
  hash = fnv(hash, &w, old->returned, 1);
  hash = fnv(hash, &w, old->language, 2);
  hash = fnv(hash, &w, old->job, 1);
  const double median = (times[(repeats - 1) / 2] + times[repeats / 2]) / 2;
  printf("ns/agent-step=%.2f min=%.2f hash=%016llx agents=%u steps=%d\n", median, times[0], (unsigned long long)hash,
         w.agents, weeks);
  return 0;
}
