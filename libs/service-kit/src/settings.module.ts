import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { loadSettings } from './settings';

const SETTINGS = 'settings';

/** Reads an app's settings once, from the environment and an `.env` file, and provides them as the class that declares them. */
@Module({})
export class SettingsModule {
  static forRoot<T extends object>(Settings: Type<T>): DynamicModule {
    const environment = ConfigModule.forRoot({
      cache: true,
      validate: (env) => ({ ...env, [SETTINGS]: loadSettings(Settings, env) }),
    });
    return {
      module: SettingsModule,
      global: true,
      imports: [environment],
      providers: [
        {
          provide: Settings,
          inject: [ConfigService],
          useFactory: (config: ConfigService) => config.getOrThrow<T>(SETTINGS),
        },
      ],
      exports: [Settings],
    };
  }
}
