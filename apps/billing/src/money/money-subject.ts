interface Named {
  readonly subject?:
    | { readonly $case: 'keyId'; readonly value: string }
    | { readonly $case: 'organizationId'; readonly value: string }
    | undefined;
}

/** The name under which a key or an organisation has its balance; undefined where a message names neither. */
export function moneySubject({ subject }: Named): string | undefined {
  if (!subject || subject.value === '') return undefined;
  return `${subject.$case === 'keyId' ? 'key' : 'organization'}:${subject.value}`;
}
