using Connectify.Sdk;

var variables = new Dictionary<string, object?> { ["id"] = "a/b", ["limit"] = 5 };
Console.WriteLine(UriTemplate.Expand("/devices/{id}{?limit}", variables));
