import type { Project } from './door.ts';
import type { Answer, Course, Request, Stop } from './messages.ts';

/** What is known of a question so far. */
export interface Known {
  question: string;
  courses: readonly Course[];
  warnings: readonly string[];
  /** What is wrong with it; then it has no runs. */
  problems: readonly string[];
}

export interface Listener {
  /** After every answer about a question. */
  onAnswer(known: Known): void;
  /** A worker broke. */
  onFault(message: string): void;
}

/** Questions whose runs are kept: going back is then immediate. */
const KEPT = 6;
/** Each has a memory of its own of some ten megabytes. */
const MOST_WORKERS = 8;

interface Member {
  worker: Worker;
  /** Name and question of what it does; undefined: nothing. */
  busy: { name: string; question?: string } | undefined;
  isOpen: boolean;
  /** Undefined where the page may not share memory: a run then goes on to its end. */
  stop: Stop | undefined;
}

/**
 * Workers that answer questions run by run. What is asked last goes first: the runs of the baseline and of the question
 * alternate, so that pairs are whole as early as can be.
 */
export class Pool {
  private readonly project: Project;
  private readonly listener: Listener;
  private readonly make: () => Worker;
  private readonly known = new Map<string, Known>();
  private workers: Member[] = [];
  private asked: readonly string[] = [];
  private readonly resolved = new Set<string>();

  constructor(project: Project, make: () => Worker, listener: Listener) {
    this.project = project;
    this.make = make;
    this.listener = listener;
    this.start();
  }

  /** Do the runs of these questions, the first one's before the others'; a run of another is given up where that can be. */
  ask(questions: readonly string[]): void {
    if (this.asked.join() === questions.join()) return;
    this.asked = questions;
    for (const { busy, stop } of this.workers)
      if (stop && busy?.question !== undefined && !questions.includes(busy.question))
        Atomics.store(stop, 0, 1);
    for (const question of questions) {
      const known = this.known.get(question) ?? { question, courses: [], warnings: [], problems: [] };
      this.known.delete(question);
      this.known.set(question, known);
      this.listener.onAnswer(known);
    }
    for (const question of [...this.known.keys()].slice(0, -KEPT))
      if (!questions.includes(question)) this.known.delete(question);
    this.next();
  }

  /** End all workers and begin with new ones; answers are kept. */
  restart(): void {
    for (const { worker } of this.workers) worker.terminate();
    this.start();
    this.next();
  }

  private start(): void {
    const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
    this.workers = Array.from({ length: count }, () => this.open());
  }

  private open(): Member {
    const stop = globalThis.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    const own: Member = { worker: this.make(), busy: { name: 'open' }, isOpen: false, stop };
    own.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      own.busy = undefined;
      this.heed(data, own);
      this.next();
    };
    own.worker.onerror = event => {
      event.preventDefault?.();
      this.fault(event.message || 'a worker ended', own);
    };
    const { files, presets } = this.project;
    own.worker.postMessage({ kind: 'open', project: { files, presets }, stop } satisfies Request);
    return own;
  }

  private heed(answer: Answer, own: Member): void {
    if (answer.kind === 'stopped') return;
    if (answer.kind === 'fault') {
      this.fault(answer.message, own);
      return;
    }
    if (answer.kind === 'opened') {
      own.isOpen = true;
      return;
    }
    const known = this.known.get(answer.question);
    if (!known) {
      if (answer.kind === 'refused' && !answer.question) this.fault(answer.problems.join('\n'), own);
      return;
    }
    const next =
      answer.kind === 'ran'
        ? { ...known, courses: [...known.courses, answer.course] }
        : answer.kind === 'refused'
          ? { ...known, problems: answer.problems }
          : { ...known, warnings: answer.warnings };
    if (answer.kind !== 'ran') this.resolved.add(answer.question);
    this.known.set(answer.question, next);
    if (this.asked.includes(answer.question)) this.listener.onAnswer(next);
  }

  private fault(message: string, own: Member): void {
    own.worker.terminate();
    this.workers = this.workers.filter(({ worker }) => worker !== own.worker);
    this.listener.onFault(message);
  }

  /** Give every idle worker the next thing to do. */
  private next(): void {
    for (const own of this.workers) {
      if (own.busy !== undefined || !own.isOpen) continue;
      const request = this.request();
      if (!request) return;
      if (own.stop) Atomics.store(own.stop, 0, 0);
      own.busy = { name: nameOf(request), question: request.kind === 'run' ? request.question : undefined };
      own.worker.postMessage(request);
    }
  }

  private request(): Request | undefined {
    const busy = new Set(this.workers.map(own => own.busy?.name));
    for (const question of this.asked) {
      if (this.resolved.has(question)) continue;
      const request: Request = { kind: 'resolve', question };
      if (!busy.has(nameOf(request))) return request;
    }
    for (const run of inOrder(this.project))
      for (const question of this.asked) {
        const known = this.known.get(question)!;
        if (known.problems.length || known.courses.some(({ replicate }) => replicate === run.replicate))
          continue;
        const request: Request = { kind: 'run', question, run };
        if (!busy.has(nameOf(request))) return request;
      }
    return undefined;
  }
}

const nameOf = (request: Request): string =>
  request.kind === 'run'
    ? `${request.run.replicate} ${request.question}`
    : request.kind === 'resolve'
      ? `resolve ${request.question}`
      : 'open';

/** One run of each draw before the second of any: parameters matter more than chance. */
export function inOrder({ runs, seeds = 1 }: Pick<Project, 'runs' | 'seeds'>): Project['runs'] {
  return Array.from({ length: seeds }, (_, seed) => runs.filter((_, k) => k % seeds === seed)).flat();
}
