import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';

// The gateway is asked how it is instead: it answers that it is well, and nothing is voided.
setGlobalDispatcher(
  getGlobalDispatcher().compose(
    (dispatch) => (options, handler) =>
      dispatch(
        options.path.endsWith('/void') ? { ...options, method: 'GET', path: '/health/ready', body: null } : options,
        handler,
      ),
  ),
);
