import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/model/build.ts';
import { readModel } from '../../src/project/read-inputs.ts';
import { textFiles } from '../../src/project/text-files.ts';

const HEADER = 'name,value,prior,unit,low,high,source_id,text,fit';
const NETWORKS = 'networks:\n  friends: { shape: ring, degree: 4 }\n';

function model(named: string, set = '0.5') {
  const columns = 'columns:\n  place: { type: place, initial: home }\n  x: { type: number, range: 0..9 }\n';
  const files = textFiles({
    'models/m/model.yaml': `model: m\nweek_starts: 2022-02-21\nplaces: places.csv\nparameters: parameters.csv\n${named}plan: [r]\n${columns}`,
    'models/m/places.csv': 'place,title\nhome,Home\n',
    'models/m/parameters.csv': `${HEADER}\npersons,1000,,,,,A00,,no\n`,
    'models/m/networks.yaml': NETWORKS,
    'models/m/rules/r.yaml': `rule: r\nset:\n  x: ${set}\n`,
  });
  return buildModel(readModel(files, '/models/m'));
}

describe('a file that looks like a part of the model', () => {
  it('is told of when model.yaml does not name it', () => {
    const [{ message, hint, at }] = model('').warnings;
    expect(message).toBe('nothing reads the file `networks.yaml` beside it');
    expect(hint).toBe('write `networks: networks.yaml`, or remove the file');
    expect(at?.file).toMatch(/models\/m\/model\.yaml$/);
  });

  it('is named by the error when a rule needs it', () => {
    expect(() => model('', 'count(friends)')).toThrow(
      /unknown network `friends`.*write `networks: networks.yaml` in model.yaml/,
    );
  });

  it('is no matter when model.yaml names it', () => {
    expect(model('networks: networks.yaml\n', 'count(friends)').warnings).toEqual([]);
  });
});
