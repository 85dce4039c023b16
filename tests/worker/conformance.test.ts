// An engine in a worker answers as one in this thread: every recorded case, through the port.
import { conformance } from '../conformance/suite.js';

conformance({ storage: 'memory', worker: true });
