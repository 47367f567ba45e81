import type { ModelRow } from '../model-row.js';

type FamilyFacts = Omit<ModelRow, 'id' | 'name' | 'upstreamModel'>;

/** Starts rows that share most facts; each names what differs. The upstream name is the id unless it says otherwise. */
export function modelFamily(shared: FamilyFacts) {
  return (id: string, name: string, own: Partial<Omit<ModelRow, 'id' | 'name'>> = {}): ModelRow => ({
    upstreamModel: id,
    ...shared,
    ...own,
    id,
    name,
  });
}
