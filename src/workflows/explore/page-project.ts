import type { Catalogue } from './catalogue.ts';

/** What a page carries of a project: the texts of its files, and which runs are done. Plain data, made by `rhizome explore`. */
export interface Project {
  /** Text by path, relative to the project: scenarios, a model's folder, a study's folder. */
  files: Readonly<Record<string, string>>;
  /** Scenario files that the reader can begin with; all of one model and study. */
  presets: readonly string[];
  /** The runs of every scenario, those of the terminal: on draws of the posterior where there is one. */
  runs: readonly Run[];
  /** Runs that share a draw follow each other: this many seeds each; undefined without a posterior. */
  seeds: number | undefined;
  /** What can be asked, and in which words it is answered. */
  catalogue: Catalogue;
  /** Links to the pages of the other studies. */
  others: readonly { title: string; href: string }[];
  version: string;
}

/** One run: its number, which addresses chance, and the values that a draw gives to parameters. */
export interface Run {
  replicate: number;
  draw?: number;
  parameters?: Readonly<Record<string, number>>;
}
