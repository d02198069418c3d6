import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { MAKER } from '../../core/maker.ts';
import { readRegular } from '../text/regular.ts';
import { codeOf } from '../text/text.ts';

/** The file by which a folder of runs is known as made here; it names the process that is at work in it, if one is. */
export const OWNER = 'owner.json';

export interface Owner {
  made_by: typeof MAKER;
  host?: string;
  pid?: number;
  /** Tells a process from a later one of the same number, where the system says when it began. */
  began?: string;
}

/** This process, as the owner of a folder; none: the folder is made here, and nobody is at work. */
export function ownerText(isAtWork: boolean): string {
  const began = beganOf(process.pid);
  const owner: Owner = { made_by: MAKER, ...(isAtWork && { host: hostname(), pid: process.pid, began }) };
  return JSON.stringify(owner);
}

/** Whose folder this is; undefined: not made here. A process that is killed as it begins leaves an empty file. */
export function ownerOf(folder: string): Owner | undefined {
  const texts = [OWNER, ...asidesIn(folder)].map(name => textOf(join(folder, name)));
  const text = texts.find(found => found !== undefined);
  if (text === undefined || text === '') return text === '' ? { made_by: MAKER } : undefined;
  try {
    const owner = JSON.parse(text);
    return owner?.made_by === MAKER ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Where this process keeps an owner's file while it puts another in its place. */
export const asideOf = (folder: string) => join(folder, `${OWNER}.${process.pid}`);

export function asidesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.startsWith(`${OWNER}.`) && /\.\d+$/.test(name));
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readRegular(path).toString();
  } catch {
    return undefined;
  }
}

export const isThisProcess = ({ host, pid }: Owner) => host === hostname() && pid === process.pid;

/** Of a process on another machine nothing is known: jobs that are begun again elsewhere must go on. */
export function isOther(owner: Owner): owner is Required<Owner> {
  const { host, pid, began } = owner;
  if (pid === undefined || host !== hostname() || isThisProcess(owner) || !isRunning(pid)) return false;
  const now = beganOf(pid);
  return began === undefined || now === undefined || began === now;
}

/** Whether a process of this machine has this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** When a process began, in the system's own count since this boot; undefined where it doesn't tell. */
function beganOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Behind the name, which may hold anything, the 20th word.
    const words = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return `${boot}/${words[19]}`;
  } catch {
    return undefined;
  }
}
