import { searchEverywhere } from './program.js';

globalThis.result = searchEverywhere();
