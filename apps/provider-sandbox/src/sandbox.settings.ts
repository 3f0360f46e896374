import { ServiceSettings } from '@ofs/service-kit';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

export class SandboxSettings extends ServiceSettings {
  /** The port to listen on; 0 takes any free one. */
  @Max(65_535)
  @Min(0)
  @IsInt()
  providerSandboxPort: number = 3002;

  /** The file that keeps effects and refusals. Without it a restart forgets every authorization and key. */
  @IsOptional()
  @IsString()
  sandboxJournal?: string;

  /** How long a request that is scripted to go unanswered is held. Then its connection is cut. */
  @Max(30_000)
  @Min(1)
  @IsInt()
  sandboxHoldMs: number = 30_000;
}
