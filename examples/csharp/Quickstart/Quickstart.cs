using Connectify.Sdk;

namespace Quickstart;

/// <summary>A step went otherwise than it should.</summary>
internal sealed class UnexpectedException(string message) : Exception(message);

/// <summary>The steps, in the order in which they build on each other. Each answers what is to be told of it.</summary>
internal sealed class Quickstart(ConnectifySdk sdk)
{
    /// <summary>A key of the right form that no sandbox ever gave out.</summary>
    private const string UnknownKey = "cfy_ak_test_0000000000000000000000000000000025rrqD";

    private const string HostileName = "Kitchen <script>alert(1)</script> \u202Elamp\r\nX-Injected: yes";
    private const int PageSize = 20;

    /// <summary>A certificate authority that signed nothing.</summary>
    private const string StrangerCa = """
        -----BEGIN CERTIFICATE-----
        MIIBqDCCAU+gAwIBAgIUdOPq9b9MdCHw9PgwLMoXVN5qxGcwCgYIKoZIzj0EAwIw
        KTEnMCUGA1UEAwweQ29ubmVjdGlmeSBleGFtcGxlOiBhIHN0cmFuZ2VyMCAXDTI2
        MTEyNDE1MTgyMVoYDzIxMjYxMDMxMTUxODIxWjApMScwJQYDVQQDDB5Db25uZWN0
        aWZ5IGV4YW1wbGU6IGEgc3RyYW5nZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AAQFZUK0MF0QcrHQTFyvGOAcgMRjHVmZmO4j3Ob91CWlWbZnMUL7XadgolrCe1iK
        biONAszFZ+T/S003zvZv+zRIo1MwUTAdBgNVHQ4EFgQUckp5FX1brCgtEADljrwn
        AltV0SYwHwYDVR0jBBgwFoAUckp5FX1brCgtEADljrwnAltV0SYwDwYDVR0TAQH/
        BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBcOyFMgCjHI8wO3nJ3AjUkycvqgpQy
        rDBTTdPeMPdmhAIgP4jOzg7xXsbrHq0k5PyfMXEAs/sjjtcqQaCWHZUzhTM=
        -----END CERTIFICATE-----
        """;

    private Device? _device;

    public string Status()
    {
        Status status = sdk.Status.Get();
        return $"{status.Value} ({status.Environment} {status.Version})";
    }

    public string List()
    {
        List<DevicePage> pages = [.. sdk.Devices.List(limit: PageSize).Pages()];
        int count = pages.Sum(page => page.Devices.Count);
        Expect(count == 52 && pages.Count == 3, $"{count} devices over {pages.Count} pages; there are 52 over 3");
        return $"{count} devices over {pages.Count} pages";
    }

    public string Refuse()
    {
        try
        {
            sdk.Devices.Register(name: HostileName, type: "lamp");
        }
        catch (ValidationException error)
        {
            Expect(error.Field == "name" && error.Rule is not null, $"refused, but not for its name: {error.Message}");
            return $"refused by the rule {error.Rule}";
        }
        throw new UnexpectedException("the hostile name was accepted");
    }

    public string Register()
    {
        string name = Text.Clean("device_name", HostileName).Text;
        _device = sdk.Devices.Register(name: name, type: "lamp", capabilities: ["light"]);
        Expect(_device.Name == name, "the device has another name than was sent");
        return $"{_device.Id} is '{_device.Name}'";
    }

    /// <summary>Renames the device, and deletes it, so that the sandbox is as it was.</summary>
    public string Update()
    {
        if (_device is null)
        {
            throw new UnexpectedException("there is no device to update");
        }
        Device device = sdk.Devices.Update(_device.Id, name: "Kitchen lamp");
        Expect(device.Name == "Kitchen lamp", "the device kept its name");
        sdk.Devices.Delete(device.Id);
        return $"{device.Id} is '{device.Name}'; deleted again";
    }

    public static string WrongKey()
    {
        try
        {
            using var stranger = new ConnectifySdk(
                new ConnectifyOptions { Environment = "sandbox", ApiKey = UnknownKey }
            );
            stranger.Status.Get();
        }
        catch (AuthenticationException error)
        {
            return $"refused with {error.HttpStatus} {error.ApiCode}";
        }
        throw new UnexpectedException("a key that was never given out was accepted");
    }

    public static string Untrusted()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, StrangerCa);
            using var distrustful = new ConnectifySdk(new ConnectifyOptions { Environment = "sandbox", CaFile = file });
            distrustful.Status.Get();
        }
        catch (TlsException error)
        {
            Expect(
                error.Message.Contains("ca_file", StringComparison.Ordinal),
                $"refused, but without the cure: {error.Message}"
            );
            return error.Message;
        }
        finally
        {
            File.Delete(file);
        }
        throw new UnexpectedException("a server whose certificate authority is unknown was trusted");
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UnexpectedException(otherwise);
        }
    }
}
