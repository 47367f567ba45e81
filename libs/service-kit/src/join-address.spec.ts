import { joinAddress, reachableHost } from './join-address.js';

test.each([
  ['127.0.0.1', '127.0.0.1:80'],
  ['gateway', 'gateway:80'],
  ['::1', '[::1]:80'],
  ['fd00::12', '[fd00::12]:80'],
  ['[fd00::12]', '[fd00::12]:80'],
])('%s', (host, address) => {
  expect(joinAddress(host, 80)).toBe(address);
  expect(URL.parse(`http://${joinAddress(host, 81)}`)?.port).toBe('81');
});

test('every address is reached over the loopback one', () => {
  expect(['0.0.0.0', '::', '::1', '10.0.0.1'].map(reachableHost)).toEqual(['127.0.0.1', '::1', '::1', '10.0.0.1']);
});
