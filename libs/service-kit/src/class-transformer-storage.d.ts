/** What class-transformer's decorators have left. It has no other door, and Nest's own packages go through this one. */
declare module 'class-transformer/cjs/storage' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage';
}
