import { WeaviateInvalidInputError } from '../errors.js';
import type { Tokenize } from '../types/admin.js';
import { analyzerToRest } from './config/to-rest.js';
import { type Session, send } from './session.js';

/** Shows the tokens that a text gives. */
export function tokenize(session: Session): Tokenize {
  return {
    async text(text, tokenization, options) {
      const { analyzerConfig, stopwords, stopwordPresets } = options ?? {};
      if (stopwords !== undefined && stopwordPresets !== undefined) {
        throw new WeaviateInvalidInputError('stopwords and stopwordPresets are mutually exclusive; pass at most one');
      }
      return send(session, 'tokenize.text', () => ({
        text,
        tokenization,
        analyzerConfig: analyzerToRest(analyzerConfig),
        stopwords,
        stopwordPresets,
      }));
    },
    forProperty: (collection, property, text) => send(session, 'tokenize.property', { collection, property, text }),
  };
}
