/** A tool that a request offers. */
export interface OfferedTool {
  readonly name: string;
  /** The names of its arguments. */
  readonly properties: readonly string[];
}

/** What a request tells a model, whatever its wire. */
export interface VendorConversation {
  readonly tools: readonly OfferedTool[];
  /** The one tool that must be called, by name. */
  readonly forcedTool?: string;
  /** Texts of the tool results that came since the model's last turn. */
  readonly toolResults: readonly string[];
  /** Whether the answer has to be JSON, by a field of the request or by its instructions. */
  readonly asksForJson: boolean;
}
