using Connectify.Sdk;

// Keep it: the keys are parsed once.
using var keys = new Jwks(Environment.GetEnvironmentVariable("JWKS")!);
var options = new JwtOptions {
  Issuer = "https://issuer.example", Audience = "app_test_1",
  At = DateTimeOffset.FromUnixTimeSeconds(1700000000),  // left out: now
};
Console.WriteLine(keys.Verify(Environment.GetEnvironmentVariable("TOKEN")!, options).GetProperty("sub"));
