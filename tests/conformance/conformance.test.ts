import { conformance } from './suite.js';

conformance({ storage: 'memory' });
