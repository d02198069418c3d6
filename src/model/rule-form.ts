import type { z } from 'zod';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf } from '../core/located-document.ts';
import { RESERVED_STREAMS } from '../core/random/streams.ts';
import type { ruleSchema } from './schema.ts';

/** A rule has one form, and what goes with it. Problem `shape`: it has none, several, or what belongs to another. */
export function checkForm(shape: z.infer<typeof ruleSchema>, document: Document): void {
  const { rule: id } = shape;
  const at = positionOf(document, ['rule']);
  for (const key of ['rule', 'draw'] as const)
    if (RESERVED_STREAMS.includes(shape[key] ?? ''))
      throwDiagnostic({
        kind: 'conflict',
        message: `the draws of \`${shape[key]}\` are not a rule's`,
        at: positionOf(document, [key]),
        hint: 'choose another id',
      });
  const forms = [
    shape.set && 'set',
    (shape.chance !== undefined || shape.then) && 'chance',
    shape.one_of && 'one_of',
    shape.dies !== undefined && 'dies',
  ].filter(Boolean);
  if (shape.births && !forms.length) forms.push('births');
  if (forms.length !== 1)
    throwDiagnostic({
      kind: 'shape',
      message: `rule \`${id}\` does ${forms.length ? 'too much' : 'nothing'}`,
      at,
      found: forms.join(', ') || 'none',
      expected: 'one of `set`, `chance` with `then` or `births`, `one_of`, `dies`, or `births`',
    });
  if (shape.per && (shape.set || (shape.chance === undefined && !shape.one_of && shape.dies === undefined)))
    throwDiagnostic({
      kind: 'shape',
      message: '`per` says for how long a time a chance is, and there is none',
      at: positionOf(document, ['per']),
      hint: 'an amount of each step: each_week(..), each_month(..), each_year(..)',
    });
  if (shape.births && (shape.one_of || shape.dies !== undefined))
    throwDiagnostic({
      kind: 'shape',
      message: '`births` belongs to a rule with `set`, `chance` or nothing else',
      at: positionOf(document, ['births']),
      hint: 'let `one_of` set a column, and give the rule that reads it the births',
    });
  if (shape.members && (shape.births || shape.dies !== undefined))
    throwDiagnostic({
      kind: 'shape',
      message: '`members` follow where a rule sets columns: it belongs to `set`, `then` or `one_of`',
      at: positionOf(document, ['members']),
    });
  if (shape.quota && shape.one_of)
    throwDiagnostic({
      kind: 'shape',
      message: 'a quota limits one outcome: this rule has several',
      at: positionOf(document, ['quota']),
      hint: 'let `one_of` set a column, and give the rule that reads it the quota',
    });
  const { match, wish, by } = shape.quota ?? {};
  if ((match === undefined) !== (wish === undefined))
    throwDiagnostic({
      kind: 'shape',
      message: '`match` and `wish` of a quota belong together',
      at: positionOf(document, ['quota']),
      expected: '`match`: the labels; `wish`: how much an agent wants each',
    });
  if (match !== undefined && by !== undefined)
    throwDiagnostic({
      kind: 'shape',
      message: '`by` says what an agent asks for, `match` lets it rank what it may have',
      at: positionOf(document, ['quota', 'by']),
      hint: 'leave one of the two out',
    });
  if (match !== undefined && shape.members)
    throwDiagnostic({
      kind: 'shape',
      message: 'members follow no rule that matches',
      at: positionOf(document, ['quota', 'match']),
      hint: 'let it write `match` into a column of the head, and give the rule that reads it the members',
    });
  if (shape.otherwise && !shape.quota)
    throwDiagnostic({
      kind: 'shape',
      message: '`otherwise` is for those whom a quota turns away, and there is none',
      at: positionOf(document, ['otherwise']),
    });
}
