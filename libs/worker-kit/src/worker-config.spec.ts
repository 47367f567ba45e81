import { readUpstreamConfig, readWorkerConfig } from './worker-config.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function given(variables: Record<string, string>): void {
  process.env = { ...before, BELUGA_RELAY_TOKEN: 'token', ...variables };
}

describe('worker config', () => {
  it('allows no host and remembers for six hours where nothing is said', () => {
    given({});
    expect(readWorkerConfig()).toMatchObject({ IMAGE_ALLOWED_HOSTS: [], REASONING_MEMORY_HOURS: 6 });
  });

  it('reads hosts and hours', () => {
    given({ IMAGE_ALLOWED_HOSTS: ' minio:9000, [fd00::1]:80,pictures.internal ,', REASONING_MEMORY_HOURS: '0.5' });
    expect(readWorkerConfig()).toMatchObject({
      IMAGE_ALLOWED_HOSTS: ['minio:9000', '[fd00::1]:80', 'pictures.internal'],
      REASONING_MEMORY_HOURS: 0.5,
    });
  });

  it.each([
    [
      { IMAGE_ALLOWED_HOSTS: 'http://minio:9000' },
      'IMAGE_ALLOWED_HOSTS: must be a comma-separated list of host or host:port',
    ],
    [{ IMAGE_ALLOWED_HOSTS: 'minio, *.internal' }, 'IMAGE_ALLOWED_HOSTS'],
    [{ REASONING_MEMORY_HOURS: '-1' }, 'REASONING_MEMORY_HOURS'],
    [{ REASONING_MEMORY_HOURS: 'long' }, 'REASONING_MEMORY_HOURS'],
  ])('refuses %j', (variables, message) => {
    given(variables);
    expect(readWorkerConfig).toThrow(message);
  });

  it('reads a pool of keys and where calls go', () => {
    given({ EDGE_API_KEY: 'a, b,,', EDGE_BASE_URL: 'http://10.0.0.1:8000/v1/' });
    expect(readUpstreamConfig('edge', 'http://127.0.0.1/v1')).toEqual({
      keys: ['a', 'b'],
      baseUrl: 'http://10.0.0.1:8000/v1',
    });
  });
});
