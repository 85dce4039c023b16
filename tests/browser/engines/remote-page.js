// Runs in a page what `remote.ts` sends it. Does nothing in a page that was opened otherwise.
{
  const address = new URL(location.href).searchParams.get('remote');
  // a page that is being left cannot post any more, and needs not
  const post = (what, body) => fetch(`${address}/${what}`, { method: 'POST', body }).catch(() => undefined);
  const reason = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

  const run = async ({ number, code, argument }) => {
    let outcome;
    try {
      // A script of the page, since eval may be forbidden where WebAssembly is.
      const script = document.createElement('script');
      script.textContent = `globalThis.remoteCall = ${code}`;
      document.head.append(script);
      script.remove();
      outcome = { value: await globalThis.remoteCall(argument) };
    } catch (error) {
      outcome = { error: reason(error) };
    }
    await post(`outcome/${number}`, JSON.stringify(outcome));
  };

  const ask = async () => {
    for (let what = 'first'; ; what = 'next') {
      const call = await (await fetch(`${address}/${what}`, { cache: 'no-store' })).json();
      if (call) void run(call);
    }
  };

  if (address) {
    addEventListener('error', (event) => void post('error', event.message));
    addEventListener('unhandledrejection', (event) => void post('error', reason(event.reason)));
    // scripts of the page have run by then; nobody is left to tell when the server is gone
    addEventListener('load', () => void ask().catch(() => undefined));
  }
}
