/** One message of a text/event-stream (WHATWG HTML, "Server-sent events"): joined data lines and the event's name. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}
