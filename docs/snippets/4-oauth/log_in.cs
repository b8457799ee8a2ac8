using Connectify.Sdk;

using var oauth = new ConnectifyOAuth(); // client_id and scope: from the settings
using Token token = await oauth.LoginAsync(); // opens the browser, and waits for it on this machine
Console.WriteLine($"{token.Type} {string.Join(' ', token.Scopes)}");
oauth.Revoke(); // logs out
