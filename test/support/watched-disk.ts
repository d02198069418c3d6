import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Something done to the disk: bytes of a file written, a file or folder synced, a name made, moved or removed. */
export type Call =
  | { does: 'write' | 'sync' | 'make' | 'remove'; path: string }
  | { does: 'move'; path: string; to: string };

export interface Watched {
  calls: Call[];
  /** Whether the process would have ended. */
  isDead(): boolean;
  end(): void;
}

/** What a process does last is one of these; whatever comes after it doesn't happen. */
const MOVES = ['renameSync', 'unlinkSync', 'rmdirSync', 'rmSync'] as const;
const OTHERS = ['mkdirSync', 'writeFileSync', 'writeSync', 'ftruncateSync'] as const;

type Any = (...given: never[]) => unknown;

/**
 * Record what is done to the disk from now on, all over this process; with `dieAt`, as if it were killed before the so-many-th
 * name is moved or removed: nothing is changed any more from there on.
 * @param full functions that say that the disk is full
 */
export function watchDisk(dieAt = Number.POSITIVE_INFINITY, full: readonly string[] = []): Watched {
  const all = fs as unknown as Record<string, Any>;
  const before = new Map<string, Any>();
  const calls: Call[] = [];
  const paths = new Map<number, string>();
  let [moves, isDead] = [0, false];
  const alive = () => {
    if (isDead) throw new Error('the process is dead');
  };
  const patch = (name: string, made: (real: Any) => Any) => {
    before.set(name, all[name]);
    all[name] = made(all[name]);
  };
  const told = (does: Exclude<Call['does'], 'move'>, path: unknown) => {
    const known = typeof path === 'number' ? paths.get(path) : String(path);
    if (known !== undefined) calls.push({ does, path: known });
  };

  for (const name of MOVES)
    patch(name, real => (...given) => {
      if (++moves >= dieAt) isDead = true;
      alive();
      const [path, to] = given.map(String);
      if (name === 'renameSync') calls.push({ does: 'move', path, to });
      else if (fs.existsSync(path)) told('remove', path);
      return real(...given);
    });
  for (const name of OTHERS)
    patch(name, real => (...given) => {
      alive();
      if (full.includes(name)) throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
      if (name !== 'ftruncateSync') told(name === 'mkdirSync' ? 'make' : 'write', given[0]);
      return real(...given);
    });
  patch('openSync', real => (...given) => {
    const [path, flags] = given as unknown as [string, string | number];
    if (flags !== 'r' && typeof flags !== 'number') alive();
    const file = real(...given) as number;
    paths.set(file, path);
    return file;
  });
  patch('open', real => (...given) => {
    const [path, ...rest] = given as unknown as [string, ...unknown[]];
    const back = rest.pop() as (error: Error | null, file?: number) => void;
    const noted = (error: Error | null, file?: number) => {
      if (file !== undefined) paths.set(file, path);
      back(error, file);
    };
    return real(...([path, ...rest, noted] as never[]));
  });
  for (const name of ['write', 'writev'] as const)
    patch(name, real => (...given) => {
      told('write', given[0]);
      return real(...given);
    });
  for (const name of ['fsyncSync', 'fsync', 'fdatasync'] as const)
    patch(name, real => (...given) => {
      const done = real(...given);
      told('sync', given[0]);
      return done;
    });
  syncBuiltinESMExports();
  return {
    calls,
    isDead: () => isDead,
    end() {
      for (const [name, real] of before) all[name] = real;
      syncBuiltinESMExports();
    },
  };
}

/**
 * What a power cut could break, by the calls: a name that is given before its bytes are on the disk, and something that is
 * removed while what takes its place may still be lost. Owners of folders are left out: they only name a process.
 */
export function unsafeCalls(calls: readonly Call[]): string[] {
  const unsafe: string[] = [];
  /** Files with bytes, and folders with names, that are not on the disk yet. */
  const [files, folders] = [new Set<string>(), new Set<string>()];
  const parent = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  for (const call of calls) {
    if (/owner\.json/.test(call.path) && call.does !== 'sync') continue;
    if (call.does === 'write') {
      files.add(call.path);
    } else if (call.does === 'sync') {
      files.delete(call.path);
      folders.delete(call.path);
    } else if (call.does === 'move') {
      for (const path of [...files].filter(file => within(file, call.path) && !/\.(log|records)$/.test(file)))
        unsafe.push(`${path} is moved to ${call.to} before it is synced`);
      for (const path of [...folders].filter(folder => within(folder, call.path)))
        unsafe.push(`${path} is moved to ${call.to} before it is synced`);
      for (const set of [files, folders])
        for (const path of [...set].filter(one => within(one, call.path))) {
          set.delete(path);
          set.add(call.to + path.slice(call.path.length));
        }
      folders.add(parent(call.to));
    } else if (call.does === 'remove') {
      for (const path of folders)
        if (!within(path, call.path)) unsafe.push(`${call.path} is removed before ${path} is synced`);
      files.delete(call.path);
      for (const set of [files, folders])
        for (const path of set) if (within(path, call.path)) set.delete(path);
    }
  }
  return unsafe;
}
