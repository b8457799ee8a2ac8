namespace Connectify.Sdk.Tests;

/// <summary>Roles, reviews and reports.</summary>
public sealed class PrivilegeTests(Sandbox sandbox) : IDisposable
{
    private const string Kitchen = """
        {"roles": {"kitchen": {"inherits": ["viewer"],
                               "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}]}}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectify-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_role_narrows_a_client()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        using ConnectifySdk viewer = sdk.AsRole("viewer");
        Assert.Equal("dev_0001", viewer.Devices.Get("dev_0001").Id);
        var refused = Assert.Throws<PermissionDeniedException>(() => viewer.Devices.Delete("dev_0001"));
        Assert.Null(refused.HttpStatus); // nothing was sent
        Assert.Throws<PermissionDeniedException>(() => viewer.AsRole("admin"));
        viewer.Dispose();
        Assert.True(sdk.Status.Ping().IsPong);
    }

    [Fact]
    public void A_role_lives_without_its_client_at_hand()
    {
        using ConnectifySdk viewer = new ConnectifySdk(sandbox.Options).AsRole("viewer");
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal("dev_0001", viewer.Devices.Get("dev_0001").Id);
        }
    }

    [Fact]
    public void Ones_own_role_and_why()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        using ConnectifySdk kitchen = sdk.AsRole("kitchen", Kitchen);
        Assert.True(kitchen.Explain("devices.update", "dev_kitchen_1").Allowed);
        Decision refused = kitchen.Explain("devices.update", "dev_cellar");
        Assert.False(refused.Allowed);
        Assert.Contains("kitchen", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(["devices:write"], refused.Missing);
        Assert.True(sdk.Explain("devices.update").Allowed);
        Assert.Throws<ValidationException>(() => sdk.Explain("devices.explode"));
        Assert.Throws<ValidationException>(() => sdk.AsRole("cook"));
        Assert.Throws<ValidationException>(() => sdk.AsRole("kitchen", "{"));
        Assert.Throws<ArgumentNullException>(() => sdk.AsRole(null!));
        sdk.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sdk.AsRole("viewer"));
    }

    [Fact]
    public void A_review_names_what_is_never_used()
    {
        ConnectifyOptions options = sandbox.Options;
        options.Scope = ["devices:read", "devices:write"];
        options.StateFolder = _folder.FullName;
        using var sdk = new ConnectifySdk(options);
        sdk.Devices.Get("dev_0001");
        ScopeReview review = sdk.Review(new ReviewOptions { Offline = true, WindowDays = 30 });
        Assert.Equal(["devices:read", "devices:write"], review.Granted);
        Assert.Equal(["devices:read"], review.Suggested);
        Assert.True(review.Excessive && review.Exact);
        Assert.Equal("low", review.Confidence);
        Assert.Equal("never_used", review.Scopes.Single(each => each.Name == "devices:write").State);
        Assert.NotEmpty(review.Steps);
        Assert.Contains("\"window_days\":30", review.Json, StringComparison.Ordinal);
        Assert.Throws<ValidationException>(() => sdk.Review(new ReviewOptions { WindowDays = 0 }));
    }

    [Fact]
    public void A_report_finds_what_lies_about()
    {
        string key = sandbox.Key("reader");
        string notes = Path.Combine(_folder.FullName, "notes.txt");
        File.WriteAllText(notes, $"key: {key}\n");
        ConnectifyOptions settings = sandbox.Options;
        settings.StateFolder = Path.Combine(_folder.FullName, "state");
        PostureReport report = PostureReport.Make(
            settings,
            new PostureOptions
            {
                Review = new ReviewOptions { Offline = true, Granted = ["devices:read"] },
                ScanPath = notes,
                Remember = true,
            }
        );
        Assert.NotEmpty(report.Findings);
        Assert.Contains("\"2.1.0\"", report.Sarif, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", report.Html, StringComparison.Ordinal);
        foreach (string form in (string[])[report.Json, report.Sarif, report.Html, report.ToString()])
        {
            Assert.DoesNotContain(key, form, StringComparison.Ordinal);
            Assert.DoesNotContain(sandbox.Said("api_key"), form, StringComparison.Ordinal);
        }
        Assert.Throws<ValidationException>(() =>
            PostureReport.Make(settings, new PostureOptions { Review = new ReviewOptions { WindowDays = 401 } })
        );
    }
}
