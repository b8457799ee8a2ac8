using Connectify.Sdk;

using var oauth = new ConnectifyOAuth(); // client_id, client_secret, scope: from the settings
using Token token = oauth.Token(); // the one that is kept, or a new one
Console.WriteLine($"{token.Type} {string.Join(' ', token.Scopes)}");
