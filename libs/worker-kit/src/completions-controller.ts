import { Controller, type Type } from '@nestjs/common';
import { Ctx, MessagePattern, type NatsContext, Payload } from '@nestjs/microservices';
import { dispatchCompletion, readTraceHeaders } from '@belugapi/bus';
import type { DispatchCompletion, DispatchReply } from '@belugapi/contracts';
import type { WorkerRelay } from '@belugapi/relay';
import type { CompletionIntake } from './completion-intake.js';

/** The controller for one provider's subject; Nest wants the subject when the class is made. */
export function completionsController(provider: string, intake: CompletionIntake, relay: WorkerRelay): Type {
  @Controller()
  class CompletionsController {
    @MessagePattern(dispatchCompletion(provider).subject)
    dispatch(@Payload() request: DispatchCompletion, @Ctx() context: NatsContext): DispatchReply {
      return intake.accept(request, relay, readTraceHeaders(context.getHeaders()));
    }
  }
  return CompletionsController;
}
