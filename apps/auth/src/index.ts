export { startAuth } from './start-auth.js';
