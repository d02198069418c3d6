import type { Catalogue } from './catalogue.ts';
import type { Project } from './door.ts';
import type { Answer, Course, Request } from './messages.ts';

/** What is known of a question so far. */
export interface Known {
  question: string;
  courses: readonly Course[];
  warnings: readonly string[];
  /** What is wrong with it; then it has no runs. */
  problems: readonly string[];
}

export interface Listener {
  onCatalogue(catalogue: Catalogue): void;
  /** After every answer about a question. */
  onAnswer(known: Known): void;
  /** A worker broke. */
  onFault(message: string): void;
}

/** Questions whose runs are kept: going back is then immediate. */
const KEPT = 6;
/** Each has a memory of its own of some ten megabytes. */
const MOST_WORKERS = 8;

/**
 * Workers that answer questions run by run. What is asked last goes first: the runs of the baseline and of the question
 * alternate, so that pairs are whole as early as can be.
 */
export class Pool {
  private readonly project: Project;
  private readonly listener: Listener;
  private readonly make: () => Worker;
  private readonly known = new Map<string, Known>();
  private workers: { worker: Worker; busy: string | undefined; isOpen: boolean }[] = [];
  private asked: readonly string[] = [];
  private readonly resolved = new Set<string>();
  private hasCatalogue = false;

  constructor(project: Project, make: () => Worker, listener: Listener) {
    this.project = project;
    this.make = make;
    this.listener = listener;
    this.start();
  }

  /** Do the runs of these questions, the first one's before the others'; what is under way for others is left. */
  ask(questions: readonly string[]): void {
    this.asked = questions;
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

  private open() {
    const own = { worker: this.make(), busy: 'open' as string | undefined, isOpen: false };
    own.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      own.busy = undefined;
      this.heed(data, own);
      this.next();
    };
    own.worker.onerror = event => {
      event.preventDefault?.();
      this.fault(event.message || 'a worker ended', own);
    };
    own.worker.postMessage({ kind: 'open', project: this.project } satisfies Request);
    return own;
  }

  private heed(answer: Answer, own: { isOpen: boolean; worker: Worker }): void {
    if (answer.kind === 'fault') {
      this.fault(answer.message, own);
      return;
    }
    if (answer.kind === 'opened') {
      own.isOpen = true;
      if (!this.hasCatalogue) this.listener.onCatalogue(answer.catalogue);
      this.hasCatalogue = true;
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

  private fault(message: string, own: { worker: Worker }): void {
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
      own.busy = nameOf(request);
      own.worker.postMessage(request);
    }
  }

  private request(): Request | undefined {
    const busy = new Set(this.workers.map(own => own.busy));
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
