import { IsText } from './text';

export const MAX_SKU_LENGTH = 64;

/** A stock keeping unit's name, as the shop writes it: upper and lower case are different ones. */
export function IsSku(): PropertyDecorator {
  return IsText({ max: MAX_SKU_LENGTH });
}
