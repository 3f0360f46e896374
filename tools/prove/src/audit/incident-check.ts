import { type Check, unless } from './check';

/** Nothing crashed, what got a SIGTERM ended with 0, and what was started came up. */
export const noIncidents: Check = {
  name: 'no-incidents',
  promise: 'P10',
  examine: ({ incidents }, findings) => {
    findings.about('the processes', unless(incidents.length === 0, `${incidents.length} incidents`));
    for (const incident of incidents) findings.about('incident', incident);
  },
};
