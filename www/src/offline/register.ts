/** Keeps the page for when there is no network. Browsers that refuse (private windows of some) go on without. */
export function register(): void {
  navigator.serviceWorker?.register('./service-worker.js').catch((error) => console.warn('no offline copy:', error));
}
