using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.Tests;

/// <summary>The generated records: what they keep of an answer.</summary>
public sealed class ModelTests
{
    private const string Json = """
        {"id":"dev_0001","name":"Kitchen","type":"thermostat","status":"dreaming",
         "capabilities":["temperature","\u00e9"],
         "last_active":"2025-06-01T12:00:00Z","firmware":{"version":7,"parts":[1,2]}}
        """;

    private static T Read<T>(string json)
        where T : Model, IModel<T>
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        T model = ModelReader.ReadObject<T>(ref reader);
        Assert.False(reader.Read());
        return model;
    }

    [Fact]
    public void A_device_has_typed_fields()
    {
        Device device = Read<Device>(Json);
        Assert.Equal(["temperature", "é"], device.Capabilities);
        Assert.Equal(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero), device.LastActive);
        Assert.Equal("dreaming", device.Status); // a value of tomorrow
        Assert.Null(device.Response);
    }

    [Fact]
    public void Unknown_fields_are_kept()
    {
        JsonElement firmware = Assert.Single(Read<Device>(Json).Extra).Value;
        Assert.Equal(7, firmware.GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("\"last_active\":null,")]
    [InlineData("")]
    public void A_time_may_be_absent_or_null(string absent) =>
        Assert.Null(
            Read<Device>(
                Json.Replace("\"last_active\":\"2025-06-01T12:00:00Z\",", absent, StringComparison.Ordinal)
            ).LastActive
        );

    [Fact]
    public void Equal_content_is_equal()
    {
        Device device = Read<Device>(Json);
        Assert.Equal(device, Read<Device>(Json));
        Assert.Equal(device.GetHashCode(), Read<Device>(Json).GetHashCode());
        Assert.NotEqual(device, device with { Name = "Other" });
        Assert.NotEqual(device, Read<Device>(Json.Replace("temperature", "humidity", StringComparison.Ordinal)));
        Assert.NotEqual(device, Read<Device>(Json.Replace("\"version\":7", "\"version\":8", StringComparison.Ordinal)));
    }

    [Fact]
    public void Lists_cannot_be_changed() =>
        Assert.Throws<NotSupportedException>(() => ((IList<string>)Read<Device>(Json).Capabilities).Add("x"));

    [Fact]
    public void A_page_holds_models()
    {
        DevicePage page = Read<DevicePage>(
            $$"""{"devices":[{{Json}},{{Json}}],"pagination":{"limit":1,"offset":0,"total":1} }"""
        );
        Assert.Equal(["dev_0001", "dev_0001"], page.Devices.Select(device => device.Id));
        Assert.Equal(1, page.Pagination.Total);
        Assert.Empty(Read<DevicePage>("""{"devices":[],"pagination":{"limit":1,"offset":0,"total":0}}""").Devices);
    }

    [Fact]
    public void Printing_shows_the_fields_and_no_more()
    {
        Assert.StartsWith(
            "Device { Id = dev_0001, Name = Kitchen,",
            Read<Device>(Json).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("firmware", Read<Device>(Json).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x"}""")]
    [InlineData("[]")]
    [InlineData("""{"id":"x","deleted":null}""")]
    public void What_is_no_such_object_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Read<Deleted>(json));

    [Theory]
    [InlineData("2025-06-01T12:00:00Z", "2025-06-01T12:00:00.0000000+00:00")]
    [InlineData("2025-06-01t12:00:00z", "2025-06-01T12:00:00.0000000+00:00")]
    [InlineData("2025-06-01 12:00:00Z", "2025-06-01T12:00:00.0000000+00:00")]
    [InlineData("2025-06-01T12:00:00.5Z", "2025-06-01T12:00:00.5000000+00:00")]
    [InlineData("2025-06-01T12:00:00.123456789Z", "2025-06-01T12:00:00.1234567+00:00")]
    [InlineData("2025-06-01T12:00:00+02:00", "2025-06-01T12:00:00.0000000+02:00")]
    [InlineData("2025-06-01T12:00:00.25-08:30", "2025-06-01T12:00:00.2500000-08:30")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.0000000+00:00")]
    public void Times_of_RFC_3339(string text, string expected) =>
        Assert.Equal(
            expected,
            Rfc3339.Parse(Encoding.UTF8.GetBytes(text)).ToString("O", System.Globalization.CultureInfo.InvariantCulture)
        );

    [Theory]
    [InlineData("")]
    [InlineData("today")]
    [InlineData("2025-06-01")]
    [InlineData("2025-06-01T12:00:00")]
    [InlineData("2025-06-01T12:00:00.Z")]
    [InlineData("2025-06-01T12:00:00.1.2Z")]
    [InlineData("2025-13-01T12:00:00Z")]
    [InlineData("2025-02-30T12:00:00Z")]
    [InlineData("2025-06-01T12:00:00+24:00")]
    [InlineData("2025-06-01T12:00:00.5")]
    [InlineData("202x-06-01T12:00:00Z")]
    [InlineData("2025-06-01T12:00:00+2:00")]
    [InlineData("2025-06-01T12:00:00 Z")]
    [InlineData(" 2025-06-01T12:00:00Z")]
    [InlineData("2025-06-01T12:00:00Z ")]
    public void Other_times_are_refused(string text) =>
        Assert.Throws<FormatException>(() => Rfc3339.Parse(Encoding.UTF8.GetBytes(text)));
}
