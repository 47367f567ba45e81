import { FailureCode } from '@belugapi/contracts';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { adapterTask } from '@belugapi/testing';
import { openAdapter } from './__fixtures__/open-adapter.js';
import { complete, OpenRig, plainAnswer } from './__fixtures__/open-rig.js';
import { textOf } from './__fixtures__/plain-adapter.js';
import { KeyPool } from './key-pool.js';

let rig: OpenRig;
beforeAll(async () => {
  rig = await OpenRig.start();
});
afterAll(() => rig.close());

describe('UpstreamSource and a vendor that refuses', () => {
  const refusal = { status: 400, body: 'use the other way' };
  const otherWay: Partial<ProviderAdapter> = {
    reroute: ({ status, body }, task) =>
      status === 400 && body === 'use the other way' ? { ...task, route: { ...task.route, wire: 'other' } } : undefined,
  };
  const waysSince = (before: number) => rig.vendor.bodies.slice(before).map(({ way }) => way);

  it('asks another way where the adapter knows one', async () => {
    const before = rig.vendor.raw.length;
    rig.vendor.answer(refusal, plainAnswer);
    const wires: string[] = [];
    const noting: Partial<ProviderAdapter> = {
      ...otherWay,
      fromStream: (messages, task) => {
        wires.push(task.route.wire);
        return openAdapter.fromStream(messages, task);
      },
    };
    expect(textOf(await complete(rig.source(noting), adapterTask({ stream: true })))).toBe('A beluga is a whale.');
    expect(waysSince(before)).toEqual(['chat', 'other']);
    // The answer is read as what it was asked for.
    expect(wires).toEqual(['other']);
  });

  it.each([
    ['twice at most', otherWay, refusal, ['chat', 'other', 'other']],
    ['not after another refusal', otherWay, { status: 400, body: 'no' }, ['chat']],
    ['not where the adapter knows none', {}, refusal, ['chat']],
  ] as const)('does so %s', async (_, adapter, answer, ways) => {
    const before = rig.vendor.raw.length;
    rig.vendor.answer(answer);
    const [event] = await complete(rig.source(adapter), adapterTask({ stream: true }));
    expect(event?.event).toMatchObject({
      $case: 'failed',
      value: { code: FailureCode.INVALID_VALUE, message: answer.body },
    });
    expect(waysSince(before)).toEqual(ways);
  });

  it('still tries the other keys, the other way', async () => {
    const before = rig.vendor.raw.length;
    rig.vendor.answer(refusal, { status: 429, body: 'slow down' }, plainAnswer);
    const keys = new KeyPool(['key-a', 'key-b']);
    const events = await complete(rig.source(otherWay, { keys }), adapterTask({ stream: true }));
    expect(events.at(-1)?.event?.$case).toBe('completed');
    expect(waysSince(before)).toEqual(['chat', 'other', 'other']);
  });

  it('fails where the adapter fails, and tells the operator', async () => {
    rig.vendor.answer(refusal);
    const heard: unknown[] = [];
    const broken = () => {
      throw new TypeError('secret detail');
    };
    const events = await complete(
      rig.source({ reroute: broken }, { onError: (error) => heard.push(error) }),
      adapterTask(),
    );
    expect(events).toMatchObject([{ event: { $case: 'failed', value: { code: FailureCode.INTERNAL } } }]);
    expect(heard).toEqual([expect.objectContaining({ message: 'secret detail' })]);
  });
});
