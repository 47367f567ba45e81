/**
 * Where a user's answers arrive: `_INBOX_<user>.>`, so that a server can keep each user from the answers of the others.
 * What a subject may not have in a name becomes `_`.
 */
export function inboxPrefix(user: string): string {
  return `_INBOX_${user.replaceAll(/[^\w-]/g, '_')}`;
}
