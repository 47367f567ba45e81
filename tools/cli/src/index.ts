export { createProgram, type ProgramOutput } from './create-program.js';
export { RequestError } from './request-error.js';
export { knownSettings } from './settings/known-settings.js';
