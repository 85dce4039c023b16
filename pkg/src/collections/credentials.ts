import { WeaviateUnsupportedFeatureError } from '../errors.js';
import type {
  AccessTokenCredentialsInput,
  ClientCredentialsInput,
  UserPasswordCredentialsInput,
} from '../types/client.js';

/** A key for a server. There is none here: it is accepted and not looked at. */
export class ApiKey {
  constructor(readonly apiKey: string) {}
}

/** A name and password for a server; accepted and not looked at. */
export class AuthUserPasswordCredentials {
  readonly username: string;
  readonly password?: string;
  readonly scopes?: string[];
  readonly silentRefresh: boolean;
  constructor({ username, password, scopes, silentRefresh = true }: UserPasswordCredentialsInput) {
    this.username = username;
    this.password = password;
    this.scopes = scopes;
    this.silentRefresh = silentRefresh;
  }
}

/** A token for a server; accepted and not looked at. */
export class AuthAccessTokenCredentials {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
  readonly silentRefresh: boolean;
  constructor({ accessToken, expiresIn, refreshToken, silentRefresh = true }: AccessTokenCredentialsInput) {
    if (expiresIn === undefined) throw new Error('AuthAccessTokenCredentials: expiresIn is required');
    if (!Number.isInteger(expiresIn) || expiresIn <= 0) {
      throw new Error('AuthAccessTokenCredentials: expiresIn must be int > 0');
    }
    this.accessToken = accessToken;
    this.expiresAt = Date.now() + (expiresIn - 2) * 1000;
    this.refreshToken = refreshToken;
    this.silentRefresh = silentRefresh;
  }
}

/** A secret for a server; accepted and not looked at. */
export class AuthClientCredentials {
  readonly clientSecret: string;
  readonly scopes?: string[];
  readonly silentRefresh: boolean;
  constructor({ clientSecret, scopes, silentRefresh = true }: ClientCredentialsInput) {
    this.clientSecret = clientSecret;
    this.scopes = scopes;
    this.silentRefresh = silentRefresh;
  }
}

/** The base of what Weaviate's client exports of its transport: the names are there, and say why they do nothing. */
class NoConnection {
  constructor() {
    throw new WeaviateUnsupportedFeatureError(
      'Connections to a server are not supported: the engine runs inside this program',
    );
  }
}
export class ConnectionREST extends NoConnection {}
export class ConnectionGQL extends ConnectionREST {}
export class ConnectionGRPC extends ConnectionGQL {}

/** The client of Weaviate's second generation: only its names, so that a program that imports it starts. */
export const weaviateV2 = {
  client: (): never => {
    throw new WeaviateUnsupportedFeatureError(
      'The client of the second generation is not supported; use connectToLocal and client.collections',
    );
  },
  ApiKey,
  AuthUserPasswordCredentials,
  AuthAccessTokenCredentials,
  AuthClientCredentials,
};
