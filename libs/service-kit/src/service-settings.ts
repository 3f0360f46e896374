import { IsIn, IsString } from 'class-validator';

/** What every service reads. */
export class ServiceSettings {
  /** The least severe level that is logged. */
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
  logLevel: string = 'info';

  /** The address to listen on. */
  @IsString()
  host: string = '0.0.0.0';
}
