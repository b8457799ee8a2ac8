// An authorization server of others' making (oidc-provider) on loopback, as the tests beside this file need it.
//
//     node server.mjs SETTINGS.json
//
// SETTINGS: {"key": PEM, "certificate": PEM, "clients": […], "token_lifetime": seconds}. Writes one line of JSON when it
// answers, {"issuer": …}, and ends when its standard input does.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const SCOPES = ['devices:read', 'devices:write', 'events:read'];

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function signingKeys() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] };
}

const server = createServer({ key: settings.key, cert: settings.certificate });
server.listen(0, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const lifetime = settings.token_lifetime ?? 3600;
  const provider = new Provider(issuer, {
    clients: settings.clients,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: signingKeys(),
    scopes: ['openid', 'offline_access', ...SCOPES],
    // A subject is whatever name was typed into the login form.
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: { AccessToken: lifetime, ClientCredentials: lifetime, RefreshToken: 3600, AuthorizationCode: 60,
           DeviceCode: 600, Session: 600, Grant: 3600, Interaction: 600, IdToken: 3600 },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      introspection: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true },
    },
  });
  provider.on('server_error', (_, error) => process.stderr.write(`${error.stack}\n`));
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});

process.stdin.resume().on('end', () => process.exit(0));
