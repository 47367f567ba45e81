import { isIP, type LookupFunction } from 'node:net';

/** What a connection uses in place of the system's resolver, so that it goes to these addresses and no others. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const records = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, { all }, callback) => {
    const [first] = records;
    if (all || !first) callback(null, records);
    else callback(null, first.address, first.family);
  };
}
