import { fileURLToPath } from 'node:url';

/** The root of this checkout: the folder that holds apps/, libs/ and tools/. The same from src and from dist. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[/\\]$/, '');
