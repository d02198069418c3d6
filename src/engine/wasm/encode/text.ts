import type { Instruction, Routine } from './encoder.ts';
import { OPERATIONS } from './operations.ts';

/** A longer expression gets a name and a line of its own. */
const LONGEST = 72;

/** What is at an address: `pointer` is the text of its variable part, `memory` 1 is the scratch. */
export type Describe = (pointer: string, offset: number, memory: number) => string;

/**
 * Instructions as lines that people can read: the stack is played through with expressions instead of values, so that every
 * `local.set`, store and branch becomes a statement. Constants are written where they are used.
 */
export function printRoutine({ name, parameters, names, body }: Routine, describe: Describe): string {
  const lines = [`function ${name} (${names.slice(0, parameters.length).join(', ')})`];
  const stack: string[] = [];
  let indent = 1;
  let temporaries = 0;
  const say = (line: string) => lines.push('  '.repeat(indent) + line);
  const push = (expression: string) => {
    if (expression.length <= LONGEST) return stack.push(expression);
    say(`t${++temporaries} = ${expression}`);
    return stack.push(`t${temporaries}`);
  };
  const pop = (count: number) => stack.splice(stack.length - count, count);

  for (const instruction of body) {
    const [mnemonic, ...immediates] = instruction;
    const { family } = OPERATIONS.get(mnemonic)!;
    switch (family) {
      case 'unary':
      case 'binary':
      case 'ternary':
        push(`${mnemonic}(${pop({ unary: 1, binary: 2, ternary: 3 }[family]).join(', ')})`);
        break;
      case 'extract':
        push(`${mnemonic}(${pop(1)}, ${immediates[0]})`);
        break;
      case 'load':
        push(`${mnemonic}[${describe(pop(1)[0], immediates[0], immediates[1])}]`);
        break;
      case 'loadLane': {
        const [pointer, vector] = pop(2);
        push(
          `${mnemonic}(${vector}, ${immediates[2]}, [${describe(pointer, immediates[0], immediates[1])}])`,
        );
        break;
      }
      case 'store':
      case 'storeLane': {
        const [pointer, value] = pop(2);
        const lane = family === 'storeLane' ? ` lane ${immediates[2]}` : '';
        say(`${mnemonic}[${describe(pointer, immediates[0], immediates[1])}] = ${value}${lane}`);
        break;
      }
      default:
        other(instruction);
    }
  }
  return lines.join('\n');

  function other([mnemonic, ...immediates]: Instruction): void {
    const index = immediates[0];
    switch (mnemonic) {
      case 'local.get':
        push(names[index]);
        break;
      case 'local.set': {
        const [value] = pop(1);
        if (value !== 'constant') say(`${names[index]} = ${value}`);
        break;
      }
      case 'local.tee':
        say(`${names[index]} = ${pop(1)}`);
        push(names[index]);
        break;
      case 'i32.const':
        push(String(index));
        break;
      case 'f32.const':
        push(String(new Float32Array(Uint8Array.from(immediates).buffer)[0]));
        break;
      case 'v128.const':
        push('constant');
        break;
      case 'i8x16.shuffle':
        push(`${mnemonic}(${pop(2).join(', ')}, bytes ${immediates.join(' ')})`);
        break;
      case 'if':
        say(`if ${pop(1)}`);
        indent++;
        break;
      case 'loop':
        say('loop');
        indent++;
        break;
      case 'end':
        indent--;
        break;
      case 'br_if':
        say(`again if ${pop(1)}`);
        break;
      case 'return':
        say(`return ${pop(1)}`);
        break;
      default:
        say(`${mnemonic} ${pop(stack.length).join(', ')}`);
    }
  }
}
