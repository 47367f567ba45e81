import { type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';

/** Whether a tool choice leaves the model no answer but a call. */
export function demandsCall(toolChoice: ToolChoice | undefined): boolean {
  const choice = toolChoice?.choice;
  switch (choice?.$case) {
    case 'function':
    case 'custom':
      return true;
    case 'mode':
      return choice.value === ToolChoiceMode.REQUIRED;
    case 'allowed':
      return choice.value.mode === ToolChoiceMode.REQUIRED;
    case undefined:
      return false;
  }
}
