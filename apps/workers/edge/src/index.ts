export { type EdgeConfig, type EdgeModelConfig, readEdgeConfig } from './edge-config.js';
export { createEdgeSource, type CreateHttpEngine, type HttpEngineOptions, type ModelEngine } from './edge-source.js';
export { type EngineSpeed, type EngineSpeedOptions, measureEngineSpeed, speedRequest } from './llama/engine-speed.js';
export { openLlamaEngine } from './llama/llama-engine.js';
