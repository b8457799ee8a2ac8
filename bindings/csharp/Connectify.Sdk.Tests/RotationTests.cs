namespace Connectify.Sdk.Tests;

/// <summary>Keys that renew themselves, each in a sandbox of its own.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string KeyFile(Sandbox sandbox)
    {
        string file = Path.Combine(_folder.FullName, ".env");
        using (
            FileStream made = File.Open(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        ) { }
        File.WriteAllText(file, $"CONNECTIFY_API_KEY={sandbox.Said("api_key")}\n");
        return file;
    }

    private static ConnectifyOptions Settings(Sandbox sandbox, string keyFile)
    {
        ConnectifyOptions settings = sandbox.Options;
        settings.EnvFile = keyFile;
        return settings;
    }

    private RotationOptions Options() => new() { State = Path.Combine(_folder.FullName, "state") };

    [Fact]
    public void A_key_is_renewed_where_it_comes_from()
    {
        using var sandbox = new Sandbox();
        string file = KeyFile(sandbox);
        ConnectifyOptions settings = Settings(sandbox, file);
        using var rotation = new Rotation(settings, Options() with { Overlap = TimeSpan.Zero });
        RotationStatus status = rotation.Status();
        Assert.Equal(("api_key", "idle", "fresh"), (status.Credential, status.Step, status.Health));
        Assert.True(status.DueAt > status.Made);
        Assert.Equal("fresh", rotation.Run().Outcome);
        RotationOutcome done = rotation.Run(RotationOrder.Now);
        Assert.Equal("rotated", done.Outcome);
        Assert.NotEqual(status.Id, done.Id);
        Assert.DoesNotContain(sandbox.Said("api_key"), File.ReadAllText(file), StringComparison.Ordinal);
        using var sdk = new ConnectifySdk(settings);
        Assert.Equal("dev_0001", sdk.Devices.Get("dev_0001").Id);
        ConnectifyOptions before = sandbox.Options;
        before.ApiKey = sandbox.Said("api_key");
        using var former = new ConnectifySdk(before);
        Assert.Throws<AuthenticationException>(() => former.Devices.Get("dev_0001"));
        RotationHistory history = rotation.History();
        Assert.Equal(
            ["created", "verified", "promoted", "revoked", "finished"],
            history.Events.Select(each => each.Action)
        );
        Assert.NotEmpty(history.LastHash);
        Assert.All(
            history.Events.SelectMany(each => each.Details.Values),
            value => Assert.DoesNotContain("cfy_ak_", value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_old_key_works_until_all_holders_have_the_new_one()
    {
        using var sandbox = new Sandbox();
        using var rotation = new Rotation(
            Settings(sandbox, KeyFile(sandbox)),
            Options() with
            {
                WarnDays = 20,
                DueDays = 30,
                UnhealthyDays = 40,
            }
        );
        rotation.Acknowledge("the only program");
        RotationOutcome waiting = rotation.Run(RotationOrder.Now);
        Assert.Equal("waiting", waiting.Outcome);
        Assert.True(waiting.OverlapEnds > rotation.Status().Made);
        Assert.Equal("waiting", rotation.Run(RotationOrder.Finish).Outcome);
        rotation.Acknowledge("the only program");
        Assert.Equal("rotated", rotation.Run(RotationOrder.Finish).Outcome);
    }

    [Fact]
    public void Options_are_judged()
    {
        Assert.Throws<ValidationException>(() =>
            new Rotation(options: new RotationOptions { Overlap = TimeSpan.FromDays(31) })
        );
        Assert.Throws<ValidationException>(() => new Rotation(options: new RotationOptions { Credential = "nothing" }));
        using var authority = new Secret("cfy_ak_test_nobody");
        var rotation = new Rotation(options: new RotationOptions { Authority = authority });
        rotation.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rotation.Status());
        authority.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
            new Rotation(options: new RotationOptions { Authority = authority })
        );
    }
}
