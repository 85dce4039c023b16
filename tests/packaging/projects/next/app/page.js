'use client';
import { useEffect } from 'react';
import { searchEverywhere } from '../program.js';

export default function Page() {
  useEffect(() => {
    globalThis.result ??= searchEverywhere();
  }, []);
  return <main>Next.js</main>;
}
