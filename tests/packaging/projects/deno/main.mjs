import { searchEverywhere } from './program.js';

console.log(JSON.stringify({ ...(await searchEverywhere()), version: Deno.version.deno }));
