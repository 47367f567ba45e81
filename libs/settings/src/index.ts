export { configurationPage, mergeSettings, type ServiceSetting } from './configuration-page.js';
export { describeSettings } from './describe-settings.js';
export { type EdgeFile, type EdgeFileModel, parseEdgeFile } from './edge-file.js';
export { natsUrlSetting } from './nats-url-setting.js';
export { postgresUrlSetting } from './postgres-url-setting.js';
export { readSecretFiles } from './read-secret-files.js';
export { readSettings } from './read-settings.js';
export type { Setting } from './setting.js';
export { settingProblem } from './setting-problem.js';
