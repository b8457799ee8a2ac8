using Connectify.Sdk;

string name = "Kitchen\u202enehctiK"; // U+202E turns round what follows
try
{
    Text.Check("device_name", name);
}
catch (ValidationException error)
{
    Console.WriteLine(error.Rule);
}
Console.WriteLine(Text.Clean("device_name", name).Text);
