import { dataUrlContent } from './data-url-content.js';

describe('dataUrlContent', () => {
  it.each([
    ['padded', 'data:image/png;base64,aGk=', 'aGk='],
    ['without its padding', 'data:image/png;base64,aGk', 'aGk='],
    ['with two missing', 'data:image/png;base64,aA', 'aA=='],
    ['whole groups', 'data:image/png;base64,aGkh', 'aGkh'],
    ['without a media type', 'data:;base64,aGkh', 'aGkh'],
    ['with a parameter, in capitals', 'DATA:IMAGE/PNG;CHARSET=UTF-8;BASE64,aGkh', 'aGkh'],
    ['all of the alphabet', 'data:image/png;base64,+/AZaz09', '+/AZaz09'],
  ])('reads data %s', (_, url, content) => expect(dataUrlContent(url)).toBe(content));

  it.each([
    ['no comma', 'data:image/png;base64', 'must read'],
    ['a comma that comes too late', `data:${'x'.repeat(600)};base64,aGkh`, 'must read'],
    ['text', 'data:text/plain,hello', 'must read'],
    ['a parameter after base64', 'data:image/png;base64;name=x,aGkh', 'must read'],
    ['no data', 'data:image/png;base64,', 'holds no data'],
    ['only padding', 'data:image/png;base64,==', 'holds no data'],
    ['a character too many', 'data:image/png;base64,aGkha', 'not valid base64'],
    ['a line break', 'data:image/png;base64,aGkh\naGkh', 'not valid base64'],
    ['the alphabet for URLs', 'data:image/png;base64,-_-_', 'not valid base64'],
    ['padding in the middle', 'data:image/png;base64,aGk=aGkh', 'not valid base64'],
    ['too much padding', 'data:image/png;base64,aA====', 'not valid base64'],
    ['percent encoding', 'data:image/png;base64,aGk%3D', 'not valid base64'],
  ])('refuses %s', (_, url, reason) => expect(() => dataUrlContent(url)).toThrow(reason));
});
