import ipaddr from 'ipaddr.js';

// Global unicast (RFC 4291, IANA "IPv6 Address Space"); the rest is local, special or unassigned.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
// A cloud's own services behind an address of the public range (Azure: "What is IP address 168.63.129.16?").
const cloudServices = new Set(['168.63.129.16']);

/**
 * Whether an IP address is one of the public internet: global unicast, and none that stands for a private one (IPv4-mapped,
 * NAT64, 6to4, Teredo). What is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return isPublicIpv4(address);
  if (address.zoneId !== undefined) return false;
  if (address.isIPv4MappedAddress()) return isPublicIpv4(address.toIPv4Address());
  // Behind a NAT64 every IPv4 host looks like this (RFC 6052).
  if (address.match(nat64)) return isPublicIpv4(new ipaddr.IPv4(address.toByteArray().slice(-4)));
  return address.match(globalUnicast) && address.range() === 'unicast';
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !cloudServices.has(address.toString());
}
