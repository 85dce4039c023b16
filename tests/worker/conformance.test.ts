// Workers that share the vectors answer as one engine in this thread: every recorded case, through their ports.
import { conformance } from '../conformance/suite.js';

conformance({ storage: 'memory', worker: { count: 2 } });
