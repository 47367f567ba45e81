import { configurationPage, mergeSettings } from './configuration-page.js';
import type { Setting } from './setting.js';

const level: Setting = { name: 'LEVEL', type: 'text', description: 'a | b', values: ['a', 'b'], default: 'a' };
const port: Setting = { name: 'PORT', type: 'integer', description: 'a port', minimum: 0, maximum: 9, required: true };
const key = (name: string): Setting => ({ name, type: 'text', description: 'a <key>, or `<id>`', secret: true });
const file: Setting = { name: 'FILE', type: 'text', description: 'a file', isFile: true };

const settings = mergeSettings({
  gateway: [level, port, file],
  'worker-a': [level, key('A_KEY'), file],
  'worker-b': [level, key('B_KEY'), file],
  auth: [level],
});

test('has every variable once, under those that read it', () => {
  const page = configurationPage(settings, [{ ...port, default: '7' }]);
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Every service', 'Gateway', 'Gateway and every worker', 'One worker each', '`npm start`']);
  expect([...page.matchAll(/^\| `.*$/gm)].map(([row]) => row)).toEqual([
    '| `LEVEL` | `a`, `b` | `a` | a \\| b |',
    '| `PORT` | whole number from 0 to 9 | required | a port |',
    '| `FILE` | path of a file | - | a file |',
    '| `A_KEY` *file* | text | - | a \\<key>, or `<id>` |',
    '| `B_KEY` *file* | text | - | a \\<key>, or `<id>` |',
    '| `PORT` | whole number from 0 to 9 | required | a port |',
  ]);
});

test('a name that means two things is refused', () => {
  expect(() => mergeSettings({ gateway: [port], auth: [{ ...port, maximum: 10 }] })).toThrow(
    'PORT means something else in auth than in gateway',
  );
});
