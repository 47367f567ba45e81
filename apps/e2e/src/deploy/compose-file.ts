import { parse } from 'yaml';
import { read } from './settings.js';

/** A service of docker-compose.yml, as far as the specs look at it. */
export interface ComposeService {
  readonly image: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly args: Readonly<Record<string, string>>;
  };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly (string | ComposeMount)[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly resources?: { readonly limits?: Readonly<Record<string, string>> } };
}

export interface ComposeMount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly volume?: { readonly subpath: string };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, object>>;
}

/** A compose file with its anchors merged; `${…}` stays as it is written. */
export function readComposeFile(file: string): ComposeFile {
  // It is ours, so its number of aliases is no attack.
  return parse(read(file), { merge: true, maxAliasCount: -1 }) as ComposeFile;
}

/** What a value is when nothing is set: `${NAME:-default}` becomes the default. Throws for one without. */
export function withNothingSet(text: string): string {
  return text.replaceAll(
    /\$\{(\w+)(:-)?([^}]*)\}/g,
    (_match, name: string, hasDefault: string | undefined, value: string) => {
      if (hasDefault === undefined) throw new Error(`${name} has no default`);
      return value;
    },
  );
}
