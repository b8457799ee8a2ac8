// Prints how many nanoseconds a call takes through the package, and through the library's C interface beside it.
//
//   CONNECTIFY_ENV=sandbox dotnet bench.dll [--json FILE]     (with `connectify sandbox` running elsewhere)
//   CONNECTIFY_ENV=sandbox dotnet bench.dll --first           one ping, for measuring the whole process
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Bench;
using Connectify.Sdk;

if (args is ["--first"])
{
    using var first = new ConnectifySdk();
    return first.Status.Ping().IsPong ? 0 : 1;
}

const int Rounds = 40;
const int Calls = 250;
const int Checks = 5_000;
const string Name = "Kitchen thermostat on the first floor, left of the old door, 台所";

using var sdk = new ConnectifySdk();
using var c = new CLibrary();
byte[] nameBytes = System.Text.Encoding.UTF8.GetBytes(Name);
var results = new List<(string Name, double Nanoseconds)>();

Times[] get = Measure(
    Rounds,
    Calls,
    c.Get,
    () => sdk.Devices.Get("dev_0001"),
    () => sdk.Devices.GetAsync("dev_0001").GetAwaiter().GetResult()
);
Tell("devices.get in C", get[0].Elapsed);
Tell("devices.get", get[1].Elapsed);
Tell("devices.get asynchronously", get[2].Elapsed);
Tell("devices.get over C, CPU time", get[1].Cpu - get[0].Cpu);
Times[] check = Measure(
    Rounds,
    Checks,
    () => c.Check("device_name\0"u8, nameBytes),
    () => Text.Check("device_name", Name)
);
Tell("text check in C, CPU time", check[0].Cpu);
Tell("text check over C, CPU time", check[1].Cpu - check[0].Cpu);

if (args is ["--json", string file])
{
    File.WriteAllText(file, Json());
}
return 0;

void Tell(string name, double nanoseconds)
{
    results.Add((name, nanoseconds));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -30} {nanoseconds, 10:F0} ns"));
}

// As tools/bench/table.py reads it.
string Json()
{
    var rows = new JsonArray();
    foreach ((string name, double nanoseconds) in results)
    {
        rows.Add(
            new JsonObject
            {
                ["name"] = $"C#: {name}",
                ["value"] = Math.Round(nanoseconds),
                ["unit"] = "ns",
                ["peer"] = null,
                ["peer_value"] = null,
                ["ratio"] = null,
                ["goal"] = null,
            }
        );
    }
    return rows.ToJsonString();
}

// In turns, so that whatever else the machine does falls on all of them.
static Times[] Measure(int rounds, int times, params Action[] actions)
{
    Times[][] seen = [.. actions.Select(_ => new Times[rounds])];
    for (int round = -2; round < rounds; round++) // the first two warm up
    {
        for (int each = 0; each < actions.Length; each++)
        {
            Times taken = Time(times, actions[each]);
            if (round >= 0)
            {
                seen[each][round] = taken;
            }
        }
    }
    return
    [
        .. seen.Select(all => new Times(Median(all.Select(one => one.Elapsed)), Median(all.Select(one => one.Cpu)))),
    ];
}

static Times Time(int times, Action action)
{
    long began = ThreadTime.Nanoseconds();
    var clock = Stopwatch.StartNew();
    for (int i = 0; i < times; i++)
    {
        action();
    }
    return new Times(clock.Elapsed.TotalNanoseconds / times, (double)(ThreadTime.Nanoseconds() - began) / times);
}

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

/// <summary>Nanoseconds for a call.</summary>
internal readonly record struct Times(double Elapsed, double Cpu);
