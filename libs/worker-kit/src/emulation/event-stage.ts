import type { CompletionEvent } from '@belugapi/contracts';

/** Takes the next event of an answer. */
export type EmitEvent = (event: CompletionEvent) => void;

/** One step that an answer's events go through: it takes them one by one and emits what becomes of them. */
export type EventStage = (emit: EmitEvent) => EmitEvent;
