import { createCatalog } from './catalog.js';
import type { ModelRow, ParameterName } from './model-row.js';
import { requestRoute, type RequestShape } from './request-route.js';

const catalog = createCatalog();

function route(id: string, effort: RequestShape['effort'], ...fields: readonly ParameterName[]) {
  return requestRoute(catalog.findModel(id) as ModelRow, { ...(effort && { effort }), fields: new Set(fields) });
}

describe('requestRoute', () => {
  it('keeps sampling and stop on gpt-5.1 until an effort is asked for', () => {
    expect(route('gpt-5.1', undefined).parameters).toMatchObject({ temperature: 'native', stop: 'native' });
    expect(route('gpt-5.1', 'none').parameters).toMatchObject({ temperature: 'native', logprobs: 'native' });
    expect(route('gpt-5.1', 'low')).toMatchObject({
      effort: 'low',
      wire: 'chat',
      parameters: { temperature: 'dropped', top_p: 'dropped', logprobs: 'rejected', stop: 'emulated', n: 'native' },
    });
  });

  it('sends tools over Responses while gpt-5.4 and gpt-5.2 reason', () => {
    for (const id of ['gpt-5.4', 'gpt-5.2']) {
      expect(route(id, undefined, 'tools').wire).toBe('chat');
      expect(route(id, 'high').wire).toBe('chat');
      expect(route(id, 'high', 'tools')).toMatchObject({
        wire: 'responses',
        effort: 'high',
        parameters: { n: 'rejected', seed: 'dropped', stop: 'emulated', tools: 'native' },
      });
    }
    expect(route('gpt-5.1', 'high', 'tools').wire).toBe('chat');
  });

  it('lets the temperature win over top_p at Anthropic', () => {
    expect(route('claude-sonnet-4-6', undefined, 'top_p').parameters.top_p).toBe('native');
    expect(route('claude-sonnet-4-6', undefined, 'top_p', 'temperature').parameters).toMatchObject({
      temperature: 'native',
      top_p: 'dropped',
    });
    expect(route('gpt-4.1-mini-2025-04-14', undefined, 'top_p', 'temperature').parameters.top_p).toBe('native');
  });

  it('drops sampling when a plain Claude id is asked to think', () => {
    expect(route('claude-haiku-4-5-20251001', 'medium').parameters).toMatchObject({
      temperature: 'dropped',
      stop: 'native',
    });
  });

  it('sends no effort to a model that takes none', () => {
    expect(route('gpt-4.1-mini-2025-04-14', 'high')).not.toHaveProperty('effort');
    expect(route('gemini-2.5-flash-nothinking', 'high')).not.toHaveProperty('effort');
    expect(route('minimax-m2.1', 'none')).not.toHaveProperty('effort');
  });

  it('leaves the row as it is', () => {
    const before = structuredClone(catalog.findModel('gpt-5.4'));
    route('gpt-5.4', 'high', 'tools', 'temperature');
    expect(catalog.findModel('gpt-5.4')).toEqual(before);
  });
});
