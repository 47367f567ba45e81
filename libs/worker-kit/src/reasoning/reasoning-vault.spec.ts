import { Message, Role, type ToolCall } from '@belugapi/contracts';
import { ReasoningVault } from './reasoning-vault.js';

const owner = { provider: 'edge', organizationId: 'org-a', question: 'q' };
const functionCall = (id: string, name: string, text: string): ToolCall => ({
  id,
  call: { $case: 'function', value: { name, arguments: text } },
});
const call = functionCall('functions.weather:0', 'weather', '{"city":"Bodø"}');
const thought = Message.create({
  role: Role.ASSISTANT,
  reasoningContent: 'Whales like it cold.',
  reasoningState: [{ provider: 'edge', kind: 'thinking_block', data: Buffer.from([0, 255]) }],
});

describe('ReasoningVault', () => {
  const vault = new ReasoningVault('secret');

  it('names what two texts of the same call led to alike, in any process', () => {
    const name = vault.name(owner, call);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    const same = functionCall('functions.weather:0', 'weather', '{ "city" : "Bodø" }');
    expect(new ReasoningVault('secret').name(owner, same)).toBe(name);
  });

  it('names everything else differently', () => {
    const names = [
      vault.name(owner, call),
      vault.name({ ...owner, provider: 'other' }, call),
      vault.name({ ...owner, organizationId: 'org-b' }, call),
      vault.name({ ...owner, question: 'other' }, call),
      vault.name(owner, functionCall('functions.weather:1', 'weather', '{"city":"Bodø"}')),
      vault.name(owner, functionCall('functions.weather:0', 'tides', '{"city":"Bodø"}')),
      vault.name(owner, functionCall('functions.weather:0', 'weather', '{"city":"Oslo"}')),
      vault.name(owner, {
        id: 'functions.weather:0',
        call: { $case: 'custom', value: { name: 'weather', input: '{"city":"Bodø"}' } },
      }),
      vault.name(owner, { id: 'functions.weather:0', call: undefined }),
      new ReasoningVault('another').name(owner, call),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('opens what it sealed, under its own name and secret only', () => {
    const name = vault.name(owner, call);
    const sealed = vault.seal(name, thought);
    expect(new ReasoningVault('secret').open(name, sealed)).toEqual(thought);
    expect(vault.open(vault.name({ ...owner, organizationId: 'org-b' }, call), sealed)).toBeUndefined();
    expect(new ReasoningVault('another').open(name, sealed)).toBeUndefined();
  });

  it('seals so that nothing shows, and no two seals are alike', () => {
    const name = vault.name(owner, call);
    const sealed = Buffer.from(vault.seal(name, thought));
    expect(sealed.includes('Whales')).toBe(false);
    expect(sealed.equals(Buffer.from(vault.seal(name, thought)))).toBe(false);
  });

  it('opens nothing that was changed', () => {
    const name = vault.name(owner, call);
    const sealed = Buffer.from(vault.seal(name, thought));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
      expect(vault.open(name, changed)).toBeUndefined();
    }
    for (const length of [0, 1, 13, 28, 29, sealed.length - 1]) {
      expect(vault.open(name, sealed.subarray(0, length))).toBeUndefined();
    }
  });
});
