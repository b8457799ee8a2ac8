using Connectify.Sdk;

// The key that the settings lead to, in the file that it comes from; the old one is revoked at once.
using var rotation = new Rotation(options: new RotationOptions { Overlap = TimeSpan.Zero });
Console.WriteLine(rotation.Run(RotationOrder.Now).Outcome); // IfDue, the default, in a timer
