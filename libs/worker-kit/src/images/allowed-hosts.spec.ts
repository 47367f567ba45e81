import { AllowedHosts } from './allowed-hosts.js';

describe('AllowedHosts', () => {
  const hosts = new AllowedHosts(['Pictures.internal', 'minio:9000', '10.0.0.7:80', '[::1]:8080', 'cdn.internal:443']);

  it.each([
    'http://pictures.internal/a.png',
    'https://PICTURES.internal:8443/a.png',
    'http://minio:9000/a.png',
    'http://10.0.0.7/a.png',
    'http://[0:0::1]:8080/a.png',
    'https://cdn.internal/a.png',
  ])('allows %s', (url) => expect(hosts.includes(new URL(url))).toBe(true));

  it.each([
    'http://minio/a.png',
    'http://minio:9001/a.png',
    'https://10.0.0.7/a.png',
    'http://[::1]/a.png',
    'http://cdn.internal/a.png',
    'http://evil.pictures.internal/a.png',
    'http://pictures.internal.evil.com/a.png',
  ])('does not allow %s', (url) => expect(hosts.includes(new URL(url))).toBe(false));

  it.each(['', 'http://minio', 'minio/path', 'user@minio', 'minio:port', '*', 'a b', '::1'])(
    'refuses the entry `%s`',
    (entry) => {
      expect(() => new AllowedHosts([entry])).toThrow('is neither host nor host:port');
    },
  );
});
