import { itFinds } from '../../test/cases';

itFinds([['a process that crashed', ['no-incidents'], (scene) => scene.incidents.push('processor-1 ended by itself')]]);
