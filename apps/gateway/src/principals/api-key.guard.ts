import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Limiter } from '../limits/limiter.js';
import { type AuthenticatedRequest, CallerDoor } from './caller-door.js';
import { PrincipalCache } from './principal-cache.js';

export type { AuthenticatedRequest } from './caller-door.js';

/** Lets callers with a valid key through, those whom the door has not seen yet. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly door: CallerDoor;

  constructor(principals: PrincipalCache, limiter: Limiter) {
    this.door = new CallerDoor(principals, limiter);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Partial<AuthenticatedRequest> & AuthenticatedRequest>();
    if (!request.principal) await this.door.pass(request);
    return true;
  }
}
