/** Statuses that say something of the server or of who asks, and nothing of what was sent. */
const NOT_OF_THE_REQUEST = [401, 403, 408, 429];

/**
 * Why a client's call was refused. @throws the error again where it is no refusal of what was sent: both clients' errors
 * have the HTTP status as `code`, and a server that fails answers with one above 500.
 */
export function refusalOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  if (typeof code === 'number' && code >= 400 && code <= 500 && !NOT_OF_THE_REQUEST.includes(code)) return message;
  throw error;
}
